// One row: time, arrow between client and handler, kind, length, payload, and the handler's version.
import { memo, type ReactNode } from "react";
import { opcodeName } from "../../../server/protocol/rfc6455.ts";
import { formatBytes, formatCount, versionName } from "../../ui/format.ts";
import { printable } from "../../ui/printable.ts";
import { entryAtMs, type FrameKind, type PeerEntry, type WireEntry } from "../model/entry.ts";
import { handshakeText, isNormalClose, preview } from "../model/entry-text.ts";
import { type TimeMode, timeText } from "../model/times.ts";
import type { Wire } from "../wire.ts";

/** Only values that change with what the row shows, so that `memo` skips the others. */
interface WireRowProps {
  readonly id: string;
  readonly wire: Wire;
  readonly number: number;
  readonly entry: WireEntry;
  /** The client's name, which may change after the entry was added. */
  readonly name: string;
  readonly rowIndex: number;
  readonly time: TimeMode;
  readonly firstMs: number | null;
  readonly previousMs: number | null;
  /** The index of the client's lane; -1 for none. */
  readonly lane: number;
  readonly lanes: number;
  /** Columns of the grid: 4, then length, then version. */
  readonly columns: number;
  readonly isSelected: boolean;
}

export const WireRow = memo(function WireRow(props: WireRowProps) {
  const { entry } = props;
  switch (entry.what) {
    case "frame":
    case "handshake":
    case "gone":
      return <PeerRow {...props} entry={entry} />;
    case "version":
      return <Rule {...props} tone="version" text={`${versionName(entry.version)} running from here`} />;
    case "missing":
      return <Rule {...props} tone="missing" text={`${formatCount(entry.count)} frames not shown: too fast`} />;
    case "offline":
      return <Rule {...props} tone="missing" text="disconnected: frames from this period are missing" />;
    default:
      return entry satisfies never;
  }
});

interface Mark {
  readonly kind: FrameKind | "handshake" | "refused" | "gone";
  readonly direction: "in" | "out";
}

interface Cells {
  readonly mark: Mark;
  readonly kind: ReactNode;
  readonly length: string;
  readonly payload: ReactNode;
  readonly version: string;
}

function cellsOf(entry: PeerEntry): Cells {
  switch (entry.what) {
    case "frame": {
      const { opcode, fin, direction, length, version } = entry.frame;
      const kind = opcodeName(opcode);
      return {
        mark: { kind, direction },
        kind: <KindText kind={kind === "reserved" ? `opcode ${opcode}` : kind} fin={fin} />,
        length: formatBytes(length),
        payload: <bdi>{preview(entry.frame)}</bdi>,
        version: `v${version}`,
      };
    }
    case "handshake": {
      const { status } = entry.handshake.response;
      return {
        mark: { kind: status === 101 ? "handshake" : "refused", direction: "in" },
        kind: (
          <>
            <span className="unseen">handshake </span>
            {status}
          </>
        ),
        length: "",
        payload: <bdi>{handshakeText(entry.handshake)}</bdi>,
        version: "",
      };
    }
    case "gone": {
      const payload = "no close frame: the connection was cut (1006)";
      return { mark: { kind: "gone", direction: "in" }, kind: "gone", length: "", payload, version: "" };
    }
    default:
      return entry satisfies never;
  }
}

/** A frame without FIN is continued by the next one. */
function KindText({ kind, fin }: { readonly kind: string; readonly fin: boolean }) {
  const isContinuation = kind === "continuation";
  return (
    <>
      {isContinuation ? <span aria-hidden="true">⋯</span> : null}
      {isContinuation ? "cont" : kind}
      {isContinuation ? <span className="unseen">inuation</span> : null}
      {fin ? null : <span aria-hidden="true">⋯</span>}
      {fin ? null : <span className="unseen">, continued</span>}
    </>
  );
}

function PeerRow({ entry, ...props }: WireRowProps & { readonly entry: PeerEntry }) {
  const { wire, number, time, firstMs, previousMs, lane, lanes, columns } = props;
  const { mark, kind, length, payload, version } = cellsOf(entry);
  const select = () => {
    wire.view.dispatch({ type: "select", number });
    wire.view.dispatch({ type: "detail", open: true });
  };
  return (
    <tr
      id={props.id}
      className="wire-row"
      aria-rowindex={props.rowIndex}
      aria-selected={props.isSelected}
      data-kind={mark.kind}
      data-direction={mark.direction}
      data-normal={entry.what === "frame" && isNormalClose(entry.frame)}
      onClick={select}
    >
      <td className="wire-time">{timeText(time, { atMs: entryAtMs(entry) ?? 0, firstMs, previousMs })}</td>
      <LaneCell mark={mark} name={printable(props.name)} lane={lane} lanes={lanes} />
      <td className="wire-kind">
        <span className="kind-name">{kind}</span>
      </td>
      {columns > 4 ? <td className="wire-length">{length}</td> : null}
      <td className="wire-payload">{payload}</td>
      {columns > 5 ? <td className="wire-version">{version}</td> : null}
    </tr>
  );
}

interface LaneCellProps {
  readonly mark: Mark;
  readonly name: string;
  readonly lane: number;
  readonly lanes: number;
}

/** An arrow from lane to lane, whose line and head differ by kind; the name if the client has no lane. */
function LaneCell({ mark, name, lane, lanes }: LaneCellProps) {
  const style: Record<string, string> = { "--at": String(lane), "--span": String(lanes - lane) };
  return (
    <td className="wire-lanes" title={lane < 0 ? name : undefined}>
      {lane < 0 ? (
        <span className="lane-text" aria-hidden="true">
          {mark.direction === "in" ? "→" : "←"} {name}
        </span>
      ) : (
        <span
          className="arrow"
          aria-hidden="true"
          style={style}
          data-kind={mark.kind}
          data-direction={mark.direction}
        />
      )}
      <span className="unseen">{spokenText(mark, name)}</span>
    </td>
  );
}

function spokenText({ kind, direction }: Mark, name: string): string {
  if (kind === "handshake" || kind === "refused") return `${name} and the server`;
  if (kind === "gone") return name;
  return direction === "in" ? `${name} to the handler` : `the handler to ${name}`;
}

interface RuleProps extends WireRowProps {
  readonly tone: string;
  readonly text: string;
}

/** A remark between frames, across all columns. */
function Rule({ id, rowIndex, isSelected, columns, tone, text }: RuleProps) {
  return (
    <tr
      id={id}
      className="wire-row wire-rule muted"
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      data-tone={tone}
    >
      <td colSpan={columns}>{text}</td>
    </tr>
  );
}
