// The learner's code in this page: what is typed, what is on its way to the server, what the server has and serves.
import type { z } from "zod";
import type { faultSchema, problemSchema, RoomState } from "../../server/protocol/host.ts";
import type { Code } from "../../server/protocol/http.ts";
import type { Style } from "../../server/protocol/lesson.ts";
import type { EditConflict } from "./edit-conflict.ts";
import { changeOf, movedLine } from "./moved-lines.ts";

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
  /** The version that the text was made from: older than the server's when this page was away. */
  readonly base: number;
  /** The version that answers now; 0 for none, null while nobody has said. */
  readonly serving: number | null;
  readonly loadMs: number | null;
  readonly problems: readonly Problem[];
  readonly fault: Fault | null;
  /** Where the fault's line stands now; null once that line was edited, or when nobody knows it. */
  readonly faultLine: number | null;
  readonly trouble: Trouble | null;
  readonly rival: EditConflict | null;
  /** The style whose code another page has loaded into the room, when it is not this one. */
  readonly usurper: { readonly style: Style; readonly version: number } | null;
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

/** Text typed earlier that no server acknowledged, and the version it was made from. */
export interface Unsent {
  readonly text: string;
  readonly base: number;
}

export type DraftAction =
  | { readonly type: "opened"; readonly code: Code; readonly local: Unsent | null }
  | { readonly type: "edited"; readonly text: string }
  /** An edit from outside the editor: an earlier version or the solution, by the learner's wish. */
  | { readonly type: "put"; readonly text: string }
  | { readonly type: "sending"; readonly edit: number }
  | { readonly type: "saved"; readonly edit: number; readonly report: LoadReport }
  | { readonly type: "failed"; readonly edit: number; readonly trouble: Trouble }
  /** Another tab or program saved `code`, and this page had nothing unsaved. */
  | { readonly type: "replaced"; readonly code: Code; readonly atMs: number }
  /** Newer code stands on the server; what was unsaved here is kept there as version `mine`. */
  | { readonly type: "overtaken"; readonly edit: number; readonly code: Code; readonly mine: number }
  /** Other code stands on the server, but what is unsaved here is newer still and goes over it. */
  | { readonly type: "overtaking"; readonly theirs: number; readonly atMs: number }
  | { readonly type: "settled" }
  | { readonly type: "loaded"; readonly report: LoadReport }
  | { readonly type: "usurped"; readonly style: Style; readonly version: number }
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
  base: 0,
  serving: null,
  loadMs: null,
  problems: [],
  fault: null,
  faultLine: null,
  trouble: null,
  rival: null,
  usurper: null,
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
      return edited(draft, action.text);
    case "put":
      return action.text === draft.text ? draft : { ...edited(draft, action.text), origin: draft.origin + 1 };
    case "sending":
      return { ...draft, sending: action.edit };
    case "saved":
      return saved(draft, action.edit, action.report);
    case "failed":
      return { ...draft, sending: null, trouble: action.trouble };
    case "replaced":
      return replaced(draft, action.code, action.atMs);
    case "overtaken":
      return overtaken(draft, action);
    case "overtaking":
      return { ...draft, sending: null, base: action.theirs, trouble: null, rival: theirsKept(action) };
    case "settled":
      return { ...draft, rival: null };
    case "loaded":
      return action.report.version < draft.version ? draft : { ...withReport(draft, action.report), usurper: null };
    case "usurped":
      return { ...draft, usurper: { style: action.style, version: action.version } };
    case "faulted":
      return faulted(draft, action.fault);
    case "serves":
      return draft.serving === null ? { ...draft, serving: action.version } : draft;
    case "reload":
      return { ...draft, edit: draft.edit + 1 };
    default:
      return action satisfies never;
  }
}

function opened(draft: Draft, code: Code, local: Unsent | null): Draft {
  const fresh = { ...emptyDraft, ...place(code), text: code.source, origin: draft.origin + 1 };
  if (local === null || local.text === code.source) return fresh;
  return { ...fresh, text: local.text, base: local.base, edit: 1 };
}

/** Marks stay on their lines while those move, and go with the first change of the line itself. */
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
  const kept = Math.max(draft.kept, edit);
  const next = { ...withReport(draft, report), base: report.version, sending: null, kept };
  return { ...next, trouble: null, usurper: null };
}

/** The first text of one's own that went is the one to bring back, however often the other page saves after that. */
function replaced(draft: Draft, code: Code, atMs: number): Draft {
  if (isUnsaved(draft)) return draft;
  const mine = draft.rival?.stands === "theirs" ? draft.rival.other : draft.version;
  const isSame = code.source === draft.text;
  const rival = isSame ? draft.rival : ({ stands: "theirs", other: mine, atMs } as const);
  return { ...withText(draft, code), rival };
}

function overtaken(draft: Draft, { edit, code, mine }: Extract<DraftAction, { type: "overtaken" }>): Draft {
  const rival = { stands: "theirs", other: mine, atMs: code.savedAtMs ?? 0 } as const;
  return { ...withText(draft, code), sending: null, kept: Math.max(draft.kept, edit), trouble: null, rival };
}

function theirsKept({ theirs, atMs }: { readonly theirs: number; readonly atMs: number }): EditConflict {
  return { stands: "mine", other: theirs, atMs };
}

function withText(draft: Draft, code: Code): Draft {
  if (code.source === draft.text) return { ...draft, ...place(code) };
  return { ...draft, ...place(code), text: code.source, origin: draft.origin + 1, problems: [], faultLine: null };
}

function place(code: Code) {
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
