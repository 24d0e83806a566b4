// Between whom: an arrow from lane to lane, whose line and head differ by kind, or the client's name with an arrow.
import type { FrameKind } from "../model/entry.ts";

export interface Mark {
  readonly kind: FrameKind | "handshake" | "refused" | "gone";
  readonly direction: "in" | "out";
}

interface LaneCellProps {
  readonly mark: Mark;
  readonly who: string;
  readonly lane: number;
  readonly lanes: number;
  readonly as: "lanes" | "list";
}

export function LaneCell({ mark, who, lane, lanes, as }: LaneCellProps) {
  const words = spoken(mark, who);
  if (as === "list" || lane < 0) {
    return (
      <td className="wire-who" title={who}>
        <span aria-hidden="true">{mark.direction === "in" ? "→" : "←"} </span>
        <span aria-hidden="true">{who}</span>
        <span className="unseen">{words}</span>
      </td>
    );
  }
  const style: Record<string, string> = { "--at": String(lane), "--span": String(lanes - lane) };
  return (
    <td className="wire-lanes">
      <span className="arrow" aria-hidden="true" style={style} data-kind={mark.kind} data-direction={mark.direction} />
      <span className="unseen">{words}</span>
    </td>
  );
}

function spoken({ kind, direction }: Mark, who: string): string {
  if (kind === "handshake" || kind === "refused") return `${who} and the server`;
  if (kind === "gone") return who;
  return direction === "in" ? `${who} to the handler` : `the handler to ${who}`;
}
