// How a failure is said to a learner. Hints are chosen by these words: keep them.
import { reportedCodes } from "../protocol/rfc6455.ts";
import type { Act } from "./client-state.ts";
import { bytesShown, duration, quoted } from "./printable.ts";
import type { Closed, Received } from "./received.ts";

export interface Unmet {
  readonly act: Act;
  readonly client: string;
  /** `text "olleh"`, `a ping`, `nothing for 1 s`. */
  readonly wanted: string;
  /** What came instead, or how long nothing came. */
  readonly came: Received | { readonly kind: "nothing"; readonly withinMs: number };
  /** What is wrong beyond what can be seen. */
  readonly detail: string;
  readonly because: string | undefined;
}

/** `A sent "hello" and expected text "olleh", but text "hello" came.` */
export function sentenceOf({ act, client, wanted, came, detail, because }: Unmet): string {
  const more = detail === "" ? "" : `: ${detail}`;
  const reason = because === undefined ? "" : ` ${because}`;
  return `${beginning(act, client)} expected ${wanted}, but ${what(came)}${more}.${reason}`;
}

function beginning({ who, did }: Act, client: string): string {
  if (who === client) return `${client} ${did} and`;
  return who === null ? `${did} ${client}` : `${who} ${did}, so ${client}`;
}

function what(came: Unmet["came"]): string {
  switch (came.kind) {
    case "nothing":
      return came.withinMs === 0 ? "nothing came" : `nothing came within ${duration(came.withinMs)}`;
    case "text":
      return `text ${quoted(came.text)} came`;
    case "binary":
      return `a binary message came (${bytesShown(came.data)})`;
    case "ping":
    case "pong":
      return `a ${came.kind} came`;
    case "close":
      return closing(came);
    default:
      throw new Error(`No such kind: ${came satisfies never}`);
  }
}

/** The two codes that never stand in a frame are said in words, too. */
function closing({ code, reason }: Closed): string {
  const why = reason === "" ? "" : ` ${quoted(reason)}`;
  if (code === reportedCodes.noCode) return "the socket closed with 1005 (a close frame without a code)";
  if (code === reportedCodes.noCloseFrame) return "the socket closed with 1006 (cut off, without a close frame)";
  return `the socket closed with ${code}${why}`;
}
