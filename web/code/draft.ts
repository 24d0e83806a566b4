// The learner's code in this page: typed text, the save in progress, and what the server has saved and is running.
import type { z } from "zod";
import type { faultSchema, problemSchema, RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { changeOf, movedLine } from "./text-edit.ts";

export type Problem = z.infer<typeof problemSchema>;
export type Fault = z.infer<typeof faultSchema>;

/** Why the newest text is not on the server. `offline` is retried; `refused` waits for the next edit. */
export interface SaveError {
  /** `unloaded`: the server has the text, but could not load it; it is retried, as with `offline`. */
  readonly kind: "offline" | "refused" | "unloaded";
  readonly message: string;
  /** Whether the text survives a reload of the page. */
  readonly isStored: boolean;
}

/** Two pages changed the same code. The newer text was kept; the other is a version in the history. */
export interface EditConflict {
  readonly kept: "mine" | "theirs";
  /** The version with the other text; 0 for the starter code. */
  readonly other: number;
  /** When the other page saved. */
  readonly atMs: number;
  /** The instructor who saved the other text; absent: the learner, elsewhere. */
  readonly by?: string | undefined;
}

/** An instructor has changed the code. */
export interface Help {
  readonly by: string;
  /** The text before, which an undo restores; null if the page was opened later. */
  readonly before: string | null;
}

export interface Draft {
  readonly style: Style;
  readonly text: string;
  /** Counts edits; the server has all of them when `savedEdit` is equal. */
  readonly edit: number;
  readonly savedEdit: number;
  /** The edit whose save is in progress, or null. */
  readonly sending: number | null;
  /** Grows when the text was replaced from outside the editor, which then shows the new text. */
  readonly origin: number;
  readonly version: number;
  /** The version that the text was made from; older than the server's when this page was offline. */
  readonly base: number;
  /** The running version; 0 for none, null while unknown. */
  readonly serving: number | null;
  readonly loadMs: number | null;
  readonly problems: readonly Problem[];
  readonly fault: Fault | null;
  /** The present line of the fault; null once that line was edited, or when it is unknown. */
  readonly faultLine: number | null;
  readonly saveError: SaveError | null;
  readonly conflict: EditConflict | null;
  readonly help: Help | null;
  /** Another page has loaded the other style into the room. */
  readonly otherStyle: { readonly style: Style; readonly version: number } | null;
  readonly room: string;
  readonly url: string;
}

/** What the server reports about one version, in reply to a save or on the live channel. */
export type LoadReport = Pick<
  Extract<ToPage, { type: "load" }>,
  "version" | "serving" | "loadMs" | "problems" | "fault"
>;

/** Text from an earlier visit that was never saved, and the version it was made from. */
type UnsavedText = Pick<Draft, "text" | "base">;

export type DraftAction =
  | { readonly type: "opened"; readonly code: Code; readonly local: UnsavedText | null }
  | { readonly type: "edited"; readonly text: string }
  /** The learner inserted an earlier version or the solution. */
  | { readonly type: "inserted"; readonly text: string }
  | { readonly type: "sending"; readonly edit: number }
  | { readonly type: "saved"; readonly edit: number; readonly report: LoadReport }
  | { readonly type: "failed"; readonly edit: number; readonly error: SaveError }
  /** Another tab or program saved `code`, and this page had nothing unsaved. */
  | { readonly type: "replaced"; readonly code: Code; readonly atMs: number }
  /** The member whose code an instructor looks at has saved `code`. */
  | { readonly type: "moved-on"; readonly code: Code }
  | { readonly type: "help-dismissed" }
  /** The server has newer code; the unsaved text of this page is saved as version `mine`. */
  | { readonly type: "conflict-lost"; readonly edit: number; readonly code: Code; readonly mine: number }
  /** The unsaved text of this page is newer than the server's code and replaces it. */
  | { readonly type: "conflict-won"; readonly theirs: number; readonly atMs: number; readonly by?: string | undefined }
  | { readonly type: "conflict-dismissed" }
  | { readonly type: "loaded"; readonly report: LoadReport }
  | { readonly type: "other-style-loaded"; readonly style: Style; readonly version: number }
  | { readonly type: "faulted"; readonly fault: Fault }
  /** The room reports the version it runs; a page that has just opened has no other source for it. */
  | { readonly type: "serving"; readonly version: number }
  /** Sends the text again although it did not change, for example because another style was loaded. */
  | { readonly type: "reload" };

export const emptyDraft: Draft = {
  style: "loop",
  text: "",
  edit: 0,
  savedEdit: 0,
  sending: null,
  origin: 0,
  version: 0,
  base: 0,
  serving: null,
  loadMs: null,
  problems: [],
  fault: null,
  faultLine: null,
  saveError: null,
  conflict: null,
  help: null,
  otherStyle: null,
  room: "",
  url: "",
};

export const isUnsaved = (draft: Draft): boolean => draft.savedEdit < draft.edit;

/** Whether the room runs other code than this page shows. A room that was never opened starts with the loop's starter code. */
export function needsLoad(draft: Draft, room: RoomState | null): boolean {
  if (isUnsaved(draft)) return false;
  return room === null ? draft.version > 0 || draft.style !== "loop" : room.version !== draft.version;
}

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case "opened":
      return opened(draft, action.code, action.local);
    case "edited":
      return edited(draft, action.text);
    case "inserted":
      return action.text === draft.text ? draft : { ...edited(draft, action.text), origin: draft.origin + 1 };
    case "sending":
      return { ...draft, sending: action.edit };
    case "saved":
      return saved(draft, action.edit, action.report);
    case "failed":
      return { ...draft, sending: null, saveError: action.error };
    case "replaced":
      return replaced(draft, action.code, action.atMs);
    case "moved-on":
      return isUnsaved(draft) ? draft : withText(draft, action.code);
    case "help-dismissed":
      return draft.help === null ? draft : { ...draft, help: null };
    case "conflict-lost":
      return conflictLost(draft, action);
    case "conflict-won": {
      const { theirs: other, atMs, by } = action;
      const conflict = { kept: "mine" as const, other, atMs, ...(by !== undefined && { by }) };
      return { ...draft, sending: null, base: other, saveError: null, conflict };
    }
    case "conflict-dismissed":
      return { ...draft, conflict: null };
    case "loaded":
      return action.report.version < draft.version ? draft : { ...withReport(draft, action.report), otherStyle: null };
    case "other-style-loaded":
      return { ...draft, otherStyle: { style: action.style, version: action.version } };
    case "faulted":
      return faulted(draft, action.fault);
    case "serving":
      return draft.serving === null ? { ...draft, serving: action.version } : draft;
    case "reload":
      return { ...draft, edit: draft.edit + 1 };
    default:
      return action satisfies never;
  }
}

function opened(draft: Draft, code: Code, local: UnsavedText | null): Draft {
  const help = code.by === undefined ? null : { by: code.by, before: null };
  const fresh = { ...emptyDraft, ...positionOf(code), text: code.source, origin: draft.origin + 1, help };
  if (local === null || local.text === code.source) return fresh;
  return { ...fresh, text: local.text, base: local.base, edit: 1 };
}

/** Marks move with their lines. An edit of the line itself removes its mark. */
function edited(draft: Draft, text: string): Draft {
  if (text === draft.text) return draft;
  const change = changeOf(draft.text, text);
  const problems = draft.problems.flatMap((problem) => {
    const line = movedLine(change, problem.line);
    return line === null ? [] : [line === problem.line ? problem : { ...problem, line }];
  });
  const isSame = problems.length === draft.problems.length && problems.every((each, at) => each === draft.problems[at]);
  const faultLine = draft.faultLine === null ? null : movedLine(change, draft.faultLine);
  return { ...draft, text, edit: draft.edit + 1, problems: isSame ? draft.problems : problems, faultLine };
}

function saved(draft: Draft, edit: number, report: LoadReport): Draft {
  const savedEdit = Math.max(draft.savedEdit, edit);
  const next = { ...withReport(draft, report), base: report.version, sending: null, savedEdit };
  return { ...next, saveError: null, otherStyle: null };
}

/** Keeps the first own text that was replaced, however often the other page saves after that. */
function replaced(draft: Draft, code: Code, atMs: number): Draft {
  if (isUnsaved(draft)) return draft;
  if (code.by !== undefined) return helped(draft, code, code.by);
  const mine = draft.conflict?.kept === "theirs" ? draft.conflict.other : draft.version;
  const isSame = code.source === draft.text;
  return { ...withText(draft, code), conflict: isSame ? draft.conflict : { kept: "theirs", other: mine, atMs } };
}

/** Keeps the text from before the first of an instructor's changes. */
function helped(draft: Draft, code: Code, by: string): Draft {
  const before = draft.help === null ? draft.text : draft.help.before;
  return { ...withText(draft, code), help: { by, before } };
}

function conflictLost(draft: Draft, { edit, code, mine }: Extract<DraftAction, { type: "conflict-lost" }>): Draft {
  const conflict = { kept: "theirs", other: mine, atMs: code.savedAtMs ?? 0 } as const;
  const savedEdit = Math.max(draft.savedEdit, edit);
  return { ...withText(draft, code), sending: null, savedEdit, saveError: null, conflict };
}

function withText(draft: Draft, code: Code): Draft {
  const next = { ...draft, ...positionOf(code), loadMs: null };
  if (code.source === draft.text) return next;
  return { ...next, text: code.source, origin: draft.origin + 1, problems: [], faultLine: null };
}

function positionOf(code: Code) {
  return { style: code.style, version: code.version, base: code.version, room: code.room, url: code.url };
}

function faulted(draft: Draft, fault: Fault): Draft {
  return fault.version < (draft.serving ?? 0) ? draft : { ...draft, fault, faultLine: fault.line };
}

function withReport(draft: Draft, report: LoadReport): Draft {
  const { version, serving, loadMs, problems, fault } = report;
  const faultLine = fault?.line ?? null;
  return { ...draft, version: Math.max(draft.version, version), serving, loadMs, problems, fault, faultLine };
}
