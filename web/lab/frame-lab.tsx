// The frame laboratory: a frame bit by bit, the rules that it breaks, and how the room reacts to it.
import { type FormEvent, useState } from "react";
import { hex, readBytes } from "../ui/bytes.ts";
import { countText } from "../ui/format.ts";
import { useStore } from "../ui/store.ts";
import { BitGrid } from "./bit-grid.tsx";
import { type Dissected, dissect, flipped, frameText } from "./frame-bytes.ts";
import { presets } from "./frame-presets.ts";
import { type OpenMessage, openAfter, violations } from "./frame-rules.ts";
import type { LabProps } from "./handshake-lab.tsx";
import { browserRequest, randomKey, toRequest } from "./handshake-request.ts";
import type { RawConnection, RawState } from "./raw-connection.ts";

const maxBytes = 512;
const [firstPreset] = presets["Correct frames"];

export function FrameLab({ connection }: LabProps) {
  const [text, setText] = useState(() => hex(firstPreset?.[1] ?? new Uint8Array()));
  const state = useStore(connection.state);
  const read = readBytes(text, "hex");
  const bytes = read.ok ? read.bytes.slice(0, maxBytes) : new Uint8Array();
  const frame = dissect(bytes);
  const open = openMessage(state);
  const canSend = state.phase === "open" && read.ok && bytes.length > 0;
  return (
    <>
      <p>
        Flip bits or write bytes in hex: the labels follow, as a server would read them. The frame is sent as it is,
        whether or not it makes sense.
      </p>
      <ConnectionRow connection={connection} state={state} />
      <div className="lab-columns">
        <section className="stack" aria-label="Frame">
          <h3>Frame</h3>
          <PresetChoice choose={(chosen) => setText(hex(chosen))} />
          <label className="stack small">
            Bytes in hex
            <textarea
              className="lab-hex mono"
              rows={2}
              spellCheck={false}
              value={text}
              maxLength={maxBytes * 3}
              onChange={({ target }) => setText(target.value)}
            />
          </label>
          {read.ok ? null : <p className="refusal">{read.problem}</p>}
          <BitGrid frame={frame} flip={(at, bit) => setText(hex(flipped(bytes, at, bit)))} />
        </section>
        <section className="stack" aria-label="Reaction">
          <h3>What a server makes of it</h3>
          {bytes.length > 0 ? <Reading frame={frame} open={open} /> : <p className="empty small">No frame to read.</p>}
          <button
            type="button"
            className="primary small lab-send"
            aria-disabled={!canSend}
            onClick={() => canSend && connection.send(frame)}
          >
            Send {countText(bytes.length, "byte")}
          </button>
          <Exchange state={state} />
        </section>
      </div>
    </>
  );
}

/** The unfinished message that this connection's frames have begun. */
function openMessage({ exchanged }: RawState): OpenMessage | null {
  return exchanged.reduce<OpenMessage | null>(
    (open, each) => (each.kind === "sent" ? openAfter(each.frame, open) : open),
    null,
  );
}

const phases: Readonly<Record<RawState["phase"], string>> = {
  idle: "Not connected.",
  waiting: "Connecting…",
  open: "Connected.",
  ended: "The connection has ended. Connect again to send.",
};

function ConnectionRow({ connection, state }: { readonly connection: RawConnection; readonly state: RawState }) {
  const [query, setQuery] = useState("");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const browser = browserRequest(window.location.origin, randomKey());
    const headers = browser.headers.filter(({ name }) => name !== "Sec-WebSocket-Protocol");
    connection.request(toRequest({ ...browser, query, headers }));
  };
  const { response, problem, phase } = state;
  const refused = response !== null && response.status !== 101;
  return (
    <form className="flow" onSubmit={onSubmit} aria-label="Connection">
      <button type="submit" className={phase === "open" ? "small" : "primary small"}>
        {phase === "idle" ? "Connect" : "Connect again"}
      </button>
      <label className="flow small">
        Query
        <input value={query} maxLength={1024} spellCheck={false} onChange={({ target }) => setQuery(target.value)} />
      </label>
      <span role="status" className="small">
        {refused ? `Refused with ${response.status} ${response.reason}.` : phases[phase]}
      </span>
      {problem === null ? null : <p className="refusal">{problem}</p>}
    </form>
  );
}

function PresetChoice({ choose }: { readonly choose: (bytes: Uint8Array) => void }) {
  const onChange = (name: string) => {
    const preset = Object.values(presets)
      .flat()
      .find(([each]) => each === name);
    if (preset) choose(preset[1]);
  };
  return (
    <label className="stack small">
      Begin with
      <select defaultValue={firstPreset?.[0]} onChange={({ target }) => onChange(target.value)}>
        {Object.entries(presets).map(([group, members]) => (
          <optgroup key={group} label={group}>
            {members.map(([name]) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function Reading({ frame, open }: { readonly frame: Dissected; readonly open: OpenMessage | null }) {
  const { missing, extra } = frame;
  const broken = violations(frame, open);
  return (
    <div className="stack small" aria-live="polite">
      <p>{frameText(frame)}</p>
      {missing > 0 ? <p>The header announces {countText(missing, "more byte")}: the server waits for them.</p> : null}
      {extra > 0 ? <p>The last {countText(extra, "byte")} begin the next frame.</p> : null}
      {broken.length === 0 ? (
        <p data-tone="good" className="toned">
          It breaks no rule.
        </p>
      ) : (
        <ul className="lab-rules stack">
          {broken.map(({ text, section, code }) => (
            <li key={text} data-tone={code === null ? "warn" : "bad"}>
              {text} <span className="muted">RFC 6455 {section}</span>{" "}
              <strong className="toned">{code === null ? "Servers usually accept it." : `Close code ${code}.`}</strong>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Exchange({ state: { exchanged } }: { readonly state: RawState }) {
  return (
    <>
      <h4>On the wire</h4>
      {exchanged.length === 0 ? <p className="empty small">Nothing yet.</p> : null}
      <div
        className="lab-log well breakable scroll"
        role="log"
        aria-label="Frames sent and received"
        hidden={exchanged.length === 0}
      >
        <ol>
          {exchanged.map((each) => (
            <li key={each.id} data-kind={each.kind}>
              {each.kind === "note" ? each.text : `${each.kind === "sent" ? "→" : "←"} ${frameText(each.frame)}`}
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}
