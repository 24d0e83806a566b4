// Output of a run of a cell: its state, problems with their lines, the frames, the console, and a line to send more.
import { useState } from "react";
import { ListView } from "../console/list-view.tsx";
import { Button } from "../ui/button.tsx";
import { Form, Refusal, Select } from "../ui/form.tsx";
import { printable } from "../ui/printable.ts";
import { useStore } from "../ui/store.ts";
import { DetailPane } from "../wire/detail/detail-pane.tsx";
import { layOut } from "../wire/rows/layout.ts";
import { WireGrid } from "../wire/rows/wire-grid.tsx";
import { useWireView } from "../wire/use-wire.ts";
import type { CellSession } from "./cell-session.ts";
import type { Problem, RunStore } from "./run-view.ts";

interface CellOutputProps {
  readonly view: RunStore;
  readonly goToLine: (line: number) => void;
}

export function CellOutput({ view, goToLine }: CellOutputProps) {
  const { phase, status, problems, session } = useStore(view);
  return (
    <>
      <p role="status" className="cell-status toned muted small strip line-above" data-phase={phase}>
        {status}
      </p>
      {problems.length > 0 ? <Problems problems={problems} goToLine={goToLine} /> : null}
      {session === null ? null : <CellWire session={session} />}
      {session === null ? null : <CellConsole session={session} />}
      {session !== null && phase === "open" ? <SendLine session={session} /> : null}
    </>
  );
}

interface ProblemsProps {
  readonly problems: readonly Problem[];
  readonly goToLine: (line: number) => void;
}

function Problems({ problems, goToLine }: ProblemsProps) {
  return (
    <ul className="cell-problems trouble breakable" data-tone="bad">
      {problems.map(({ line, message }) => (
        <li key={`${line} ${message}`}>
          {line === null ? null : <Button label={`Line ${line}`} className="place" onClick={() => goToLine(line)} />}{" "}
          <bdi>{printable(message)}</bdi>
        </li>
      ))}
    </ul>
  );
}

function CellWire({ session }: { readonly session: CellSession }) {
  const { wire } = session;
  const { panel, grid, width, view, clients, isOpen, closeDetail } = useWireView(session);
  const seen = wire.log.peers.lanes(wire.log.entries.first);
  const rows = wire.shown.end - wire.shown.first;
  const style: Record<string, string> = { "--rows": String(rows) };
  return (
    <div className="wire cell-wire column line-above" ref={panel} style={style} data-detail={isOpen ? "below" : "none"}>
      <div className="wire-body column fill">
        {rows > 0 ? (
          <WireGrid wire={wire} view={view} layout={layOut(width, clients, seen)} scale={1} grid={grid} />
        ) : (
          <p className="wire-empty muted small">No frames yet.</p>
        )}
        {isOpen ? <DetailPane session={session} view={view} isWide={width >= 560} close={closeDetail} /> : null}
      </div>
    </div>
  );
}

function CellConsole({ session }: { readonly session: CellSession }) {
  const { entries } = useStore(session.console);
  if (entries.length === 0) return null;
  return (
    <div className="cell-console scroll line-above">
      <ListView entries={entries} showsTimes={false} goTo={({ line }) => session.goToLine(line)} />
    </div>
  );
}

/** One more message from any of the clients; one that is closed connects again. */
function SendLine({ session }: { readonly session: CellSession }) {
  const { clients } = useStore(session.clientList);
  const [chosen, setChosen] = useState(clients[0]?.name ?? "A");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const send = () => {
    const refusal = session.clients.send(chosen, "text", text);
    setProblem(refusal);
    if (refusal === null) setText("");
  };
  return (
    <Form className="cell-send flow line-above" submit={send}>
      <Select aria-label="Client" options={clients.map(({ name }) => [name, name])} value={chosen} choose={setChosen} />
      <input
        className="fill"
        aria-label={`Message from ${chosen}`}
        placeholder="Send another message"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button label="Send" type="submit" />
      <Refusal text={problem} />
    </Form>
  );
}
