// The draft in words: the status line, the text of an edit conflict, and the marks on its lines.
import type { RoomState } from "../../server/protocol/host.ts";
import { limitTable } from "../../server/protocol/limits.ts";
import { versionName } from "../ui/format.ts";
import { printable } from "../ui/printable.ts";
import { firstNames, type HistoryFile } from "./code-view.ts";
import { type Draft, type EditConflict, type Fault, isUnsaved } from "./draft.ts";

export interface LoadLine {
  readonly tone: "quiet" | "good" | "busy" | "warn" | "bad";
  readonly text: string;
}

export function loadLine(draft: Draft, room: RoomState | null, isOffline = false): LoadLine {
  if (draft.saveError) return { tone: "bad", text: saveErrorText(draft.saveError) };
  if (isOffline)
    return { tone: "warn", text: `${leadingVersionName(draft.version)} · offline: edits are kept in this browser` };
  if (isUnsaved(draft)) return { tone: "busy", text: draft.sending === null ? "Typing…" : "Saving…" };
  if (draft.otherStyle) return otherStyleLine(draft.otherStyle);
  if (draft.problems.some((problem) => problem.severity === "error") || isBehind(draft, room))
    return problemLine(draft, room);
  if (isStopped(draft, room)) return { tone: "bad", text: stoppedText(draft) };
  if (room?.state === "waiting") {
    return {
      tone: "warn",
      text: `${leadingVersionName(draft.version)} used its share of CPU time and continues automatically`,
    };
  }
  if (draft.version === 0) return { tone: "quiet", text: "Starter code, unchanged" };
  return { tone: "good", text: `v${draft.version} · ${draft.loadMs === null ? "running" : loadedText(draft.loadMs)}` };
}

/** Nothing runs until the code is loaded again. */
export function isStopped(draft: Draft, room: RoomState | null): boolean {
  return room?.state === "stopped" || draft.fault?.stops === true;
}

const leadingVersionName = (version: number): string => leading(versionName(version));

/** At the beginning of a sentence: `Starter code`, but `v3`. */
export const leading = (name: string): string => name.replace(/^[^v]/, (first) => first.toUpperCase());

function saveErrorText({ kind, message, isStored }: NonNullable<Draft["saveError"]>): string {
  const lost = "It is too large to keep in this browser: copy it before you leave the page.";
  if (kind === "refused")
    return `Not saved. ${message} ${isStored ? "Until you shorten it, it is kept only in this browser." : lost}`;
  if (kind === "unloaded") return "Saved, but the server could not load it. Retrying.";
  return `Not saved. ${message} ${isStored ? "Kept in this browser; retrying." : lost}`;
}

function otherStyleLine({ style, version }: NonNullable<Draft["otherStyle"]>): LoadLine {
  const name = style === "loop" ? "Loop" : "Events";
  return { tone: "warn", text: `v${version} (${name}) is running, loaded in another tab` };
}

/** The room knows best: another page may have loaded this version. */
function isBehind({ serving, version }: Draft, room: RoomState | null): boolean {
  return serving !== null && version > 0 && serving < version && room?.version !== version;
}

function problemLine(draft: Draft, room: RoomState | null): LoadLine {
  const count = draft.problems.length;
  const what = count === 0 ? "did not load" : count === 1 ? "has a problem" : `has ${count} problems`;
  const starter = room?.version === 0 ? "starter code still running" : "nothing is running yet";
  const running = draft.serving ? `v${draft.serving} still running` : starter;
  return { tone: "warn", text: `v${draft.version} ${what} · ${running}` };
}

const stopReasons: Record<Fault["kind"], string> = {
  cpu: "it ran too long without yielding",
  memory: "it ran out of memory",
  output: "it sent too much at once",
  stuck: "it never yielded",
  error: "it threw an exception",
  rejection: "it did not handle a rejection",
};

function stoppedText({ fault, version }: Draft): string {
  const why = fault ? `: ${stopReasons[fault.kind]}` : "";
  return `${leadingVersionName(fault?.version ?? version)} was stopped${why}. Change the code or restart it.`;
}

const loadedText = (ms: number): string => `loaded in ${milliseconds(ms)}`;

export function milliseconds(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `action`: the label of the button that switches to the other text. */
export function conflictText(
  { kept, other, atMs, by }: EditConflict,
  time: (ms: number) => string,
  file: HistoryFile = "handler",
): { readonly text: string; readonly action: string } {
  if (by !== undefined) {
    const text = `${by} changed this code while you typed. Your text was kept; theirs is v${other}.`;
    return { text, action: "Use theirs" };
  }
  const when = `This ${file === "page" ? "page" : "code"} was changed in another tab or on another device at ${time(atMs)}.`;
  if (kept === "mine") {
    return { text: `${when} Your newer version was kept; the other is v${other}.`, action: "Use the other version" };
  }
  const first = `the ${firstNames[file]}`;
  if (other === 0) return { text: `${when} It replaced ${first}.`, action: `Restore ${first}` };
  return { text: `${when} Your version is v${other}.`, action: "Restore mine" };
}

/** A problem or a fault on its line in the editor. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  /** One or more lines, safe to show. */
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly kind: "problem" | "fault";
}

export function marksOf({
  problems,
  fault,
  faultLine,
}: Pick<Draft, "problems" | "fault" | "faultLine">): readonly Mark[] {
  const marks = problems.map((problem) => ({ ...problem, message: printable(problem.message), kind: "problem" as const })); // biome-ignore format: one line
  if (fault === null || faultLine === null) return marks;
  const mark = { line: faultLine, column: fault.column ?? 1, message: faultText(fault) } as const;
  return [...marks, { ...mark, severity: "error", kind: "fault" }];
}

const faultKinds: Record<Fault["kind"], string> = {
  cpu: "CPU limit",
  memory: "memory limit",
  output: "output limit",
  stuck: "never yielded",
  error: "uncaught exception",
  rejection: "unhandled rejection",
};

export const faultKind = ({ kind }: Fault): string => faultKinds[kind];

/** The message, the kind, the limit with its meaning, and the call stack. */
function faultText(fault: Fault): string {
  const { message, limit, stack, version, stops } = fault;
  const after = stops ? "the handler is stopped until the next load" : "its socket was closed with 1011";
  const meaning = Object.entries(limitTable).find(([name]) => name === limit)?.[1].what ?? "";
  const lines = [
    message,
    `${leadingVersionName(version)} · ${faultKind(fault)} · ${after}`,
    ...(limit ? [`limit ${limit}: ${meaning}`] : []),
    ...stack.slice(0, 8),
  ];
  return printable(lines.join("\n"));
}
