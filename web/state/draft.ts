// The learner's code in this page: what is typed, what is on its way to the server, what the server has and serves.
import type { z } from "zod";
import type { faultSchema, problemSchema, RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";

export type Problem = z.infer<typeof problemSchema>;
export type Fault = z.infer<typeof faultSchema>;

/** Why the newest text is not on the server. `offline` is tried again; `refused` waits for the next edit. */
export interface Trouble {
  readonly kind: "offline" | "refused";
  readonly message: string;
}

export interface Draft {
  readonly style: Style;
  readonly text: string;
  /** Counts edits; the server has all of them when `kept` is equal. */
  readonly edit: number;
  readonly kept: number;
  /** The edit that is on its way, or null. */
  readonly sending: number | null;
  /** Grows when the text was replaced from outside the editor, which then takes the new text over. */
  readonly origin: number;
  readonly version: number;
  /** The version that answers now; 0 for none, null while nobody has said. */
  readonly serving: number | null;
  readonly loadMs: number | null;
  readonly problems: readonly Problem[];
  readonly fault: Fault | null;
  readonly trouble: Trouble | null;
  readonly room: string;
  readonly url: string;
}

/** What the server says of one version, in answer to a save or on the live channel. */
export interface LoadReport {
  readonly version: number;
  readonly serving: number;
  readonly loadMs: number;
  readonly problems: readonly Problem[];
  readonly fault: Fault | null;
}

export type DraftAction =
  /** `local` is text typed earlier that no server acknowledged: it is newer than what the server has. */
  | { readonly type: "opened"; readonly code: Code; readonly local: string | null }
  | { readonly type: "edited"; readonly text: string }
  | { readonly type: "sending"; readonly edit: number }
  | { readonly type: "saved"; readonly edit: number; readonly report: LoadReport }
  | { readonly type: "failed"; readonly edit: number; readonly trouble: Trouble }
  /** Another tab, a restore, a command line: the server has newer text than this page. */
  | { readonly type: "replaced"; readonly code: Code }
  | { readonly type: "loaded"; readonly report: LoadReport }
  | { readonly type: "faulted"; readonly fault: Fault }
  /** The room says what it serves; a page that has just opened knows it from nowhere else. */
  | { readonly type: "serves"; readonly version: number }
  /** Asks for the text to be sent again though nothing was typed: another style's code serves now. */
  | { readonly type: "reload" };

export const emptyDraft: Draft = {
  style: "loop",
  text: "",
  edit: 0,
  kept: 0,
  sending: null,
  origin: 0,
  version: 0,
  serving: null,
  loadMs: null,
  problems: [],
  fault: null,
  trouble: null,
  room: "",
  url: "",
};

export const isUnsaved = (draft: Draft): boolean => draft.kept < draft.edit;

/** Whether the room serves something else than what this page shows. An unopened room starts with the loop's start. */
export function needsLoad(draft: Draft, room: RoomState | null): boolean {
  if (isUnsaved(draft)) return false;
  return room === null ? draft.version > 0 || draft.style !== "loop" : room.version !== draft.version;
}

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case "opened":
      return opened(draft, action.code, action.local);
    case "edited":
      return action.text === draft.text ? draft : { ...draft, text: action.text, edit: draft.edit + 1 };
    case "sending":
      return { ...draft, sending: action.edit };
    case "saved":
      return { ...withReport(draft, action.report), ...settled(draft, action.edit), trouble: null };
    case "failed":
      return { ...draft, sending: null, trouble: action.trouble };
    case "replaced":
      return isUnsaved(draft) ? draft : replaced(draft, action.code);
    case "loaded":
      return action.report.version < draft.version ? draft : withReport(draft, action.report);
    case "faulted":
      return action.fault.version < (draft.serving ?? 0) ? draft : { ...draft, fault: action.fault };
    case "serves":
      return draft.serving === null ? { ...draft, serving: action.version } : draft;
    case "reload":
      return { ...draft, edit: draft.edit + 1 };
    default:
      return action satisfies never;
  }
}

function opened(draft: Draft, code: Code, local: string | null): Draft {
  const fresh = { ...emptyDraft, ...place(code), text: code.source, origin: draft.origin + 1 };
  return local === null || local === code.source ? fresh : { ...fresh, text: local, edit: 1 };
}

function replaced(draft: Draft, code: Code): Draft {
  return { ...draft, ...place(code), text: code.source, origin: draft.origin + 1 };
}

function place(code: Code) {
  return { style: code.style, version: code.version, room: code.room, url: code.url };
}

function settled(draft: Draft, edit: number) {
  return { sending: null, kept: Math.max(draft.kept, edit) };
}

function withReport(draft: Draft, report: LoadReport): Draft {
  const { version, serving, loadMs, problems, fault } = report;
  return { ...draft, version: Math.max(draft.version, version), serving, loadMs, problems, fault };
}
