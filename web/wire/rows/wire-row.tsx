// One row: when, between whom, what kind, how long, what it says, and which version did it.
import { memo, type ReactNode } from "react";
import { printable } from "../../ui/printable.ts";
import { count } from "../empty-wire.tsx";
import { entryAtMs, type FrameEntry, frameKind, type HandshakeEntry, type WireEntry } from "../model/entry.ts";
import { handshakeText, lengthText, preview } from "../model/entry-text.ts";
import { type TimeMode, timeText } from "../model/times.ts";
import type { Wire } from "../wire.ts";
import { LaneCell, type Mark } from "./lane-cell.tsx";
import type { WireLayout } from "./layout.ts";

interface WireRowProps {
  readonly wire: Wire;
  readonly number: number;
  readonly entry: WireEntry;
  readonly rowIndex: number;
  readonly time: TimeMode;
  readonly firstMs: number | null;
  readonly beforeMs: number | null;
  /** The caller's lane; -1 for none. */
  readonly lane: number;
  readonly lanes: number;
  readonly layout: WireLayout;
  readonly isSelected: boolean;
}

export const WireRow = memo(
  function WireRow(props: WireRowProps) {
    const { entry } = props;
    switch (entry.what) {
      case "frame":
        return <FrameRow {...props} entry={entry} />;
      case "handshake":
        return <HandshakeRow {...props} entry={entry} />;
      case "gone":
        return (
          <Row
            {...props}
            mark={{ kind: "gone", direction: "in" }}
            kind="gone"
            length=""
            version={null}
            who={entry.caller.name}
          >
            without a close frame: the connection was cut (1006)
          </Row>
        );
      case "version":
        return <Rule {...props} tone="version" text={`v${entry.version} serves from here`} />;
      case "missing":
        return <Rule {...props} tone="missing" text={`${frames(entry.count)} not shown: too fast`} />;
      case "away":
        return (
          <Rule {...props} tone="missing" text="the page had lost the server: what passed meanwhile is not here" />
        );
      default:
        return entry satisfies never;
    }
  },
  (before, after) =>
    keysOf(after).every((key) => key === "layout" || before[key] === after[key]) && sameLayout(before, after),
);

const keysOf = (props: WireRowProps): (keyof WireRowProps)[] => Object.keys(props) as (keyof WireRowProps)[];

function sameLayout({ layout: one }: WireRowProps, { layout: other }: WireRowProps): boolean {
  return one.as === other.as && one.isWide === other.isWide;
}

const frames = (missing: number): string => (missing === 1 ? "1 frame was" : `${count(missing)} frames were`);

function FrameRow(props: WireRowProps & { readonly entry: FrameEntry }) {
  const { frame, caller } = props.entry;
  const kind = frameKind(frame.opcode);
  const mark: Mark = { kind, direction: frame.direction };
  return (
    <Row
      {...props}
      mark={mark}
      kind={<KindCell kind={kind === "reserved" ? `opcode ${frame.opcode}` : kind} fin={frame.fin} />}
      length={lengthText(frame.length)}
      version={frame.version}
      who={caller.name}
    >
      <bdi>{preview(frame)}</bdi>
    </Row>
  );
}

/** FIN is what says that a message ends here; a frame without it is continued. */
function KindCell({ kind, fin }: { readonly kind: string; readonly fin: boolean }) {
  const isContinued = kind === "continuation";
  return (
    <>
      {isContinued ? <span aria-hidden="true">⋯</span> : null}
      {isContinued ? "cont" : kind}
      {isContinued ? <span className="unseen">inuation</span> : null}
      {fin ? null : <span aria-hidden="true">⋯</span>}
      {fin ? null : <span className="unseen">, more follows</span>}
    </>
  );
}

function HandshakeRow(props: WireRowProps & { readonly entry: HandshakeEntry }) {
  const { handshake, caller } = props.entry;
  const { status } = handshake.response;
  const isRefused = status !== 101;
  const kind = (
    <>
      <span className="unseen">handshake </span>
      {status}
    </>
  );
  return (
    <Row
      {...props}
      mark={{ kind: isRefused ? "refused" : "handshake", direction: "in" }}
      kind={kind}
      length=""
      version={null}
      who={caller.name}
    >
      <bdi>{handshakeText(handshake)}</bdi>
    </Row>
  );
}

interface RowProps extends WireRowProps {
  readonly mark: Mark;
  readonly kind: ReactNode;
  readonly length: string;
  readonly version: number | null;
  readonly who: string;
  readonly children: ReactNode;
}

function Row({ mark, kind, length, version, who, children, ...props }: RowProps) {
  const { wire, number, entry, rowIndex, time, firstMs, beforeMs, layout, isSelected } = props;
  const atMs = entryAtMs(entry) ?? 0;
  return (
    <tr
      id={`wire-row-${number}`}
      className="wire-row"
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      data-kind={mark.kind}
      data-direction={mark.direction}
      onClick={() => choose(wire, number)}
    >
      <Cell name="time">{timeText(time, { atMs, firstMs, beforeMs })}</Cell>
      <LaneCell mark={mark} who={printable(who)} lane={props.lane} lanes={props.lanes} as={layout.as} />
      <Cell name="kind">
        <span className="kind-name">{kind}</span>
      </Cell>
      <Cell name="length">{length}</Cell>
      <Cell name="payload">{children}</Cell>
      {layout.isWide ? <Cell name="version">{version === null ? "" : `v${version}`}</Cell> : null}
    </tr>
  );
}

function choose(wire: Wire, number: number): void {
  wire.view.dispatch({ type: "select", number });
  wire.view.dispatch({ type: "detail", open: true });
}

function Cell({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return <td className={`wire-${name}`}>{children}</td>;
}

/** A remark between frames, across all columns. */
function Rule({
  number,
  rowIndex,
  isSelected,
  layout,
  tone,
  text,
}: WireRowProps & { readonly tone: string; readonly text: string }) {
  return (
    <tr
      id={`wire-row-${number}`}
      className="wire-row wire-rule"
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      data-tone={tone}
    >
      <td colSpan={layout.isWide ? 6 : 5}>{text}</td>
    </tr>
  );
}
