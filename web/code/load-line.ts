// The one line under the editor that says what became of the code: typed, saved, loaded, refused, stopped.
import type { RoomState } from "../../server/protocol/host.ts";
import { type Draft, type Fault, isUnsaved } from "./draft.ts";

export interface LoadLine {
  readonly tone: "quiet" | "good" | "busy" | "warn" | "bad";
  readonly text: string;
}

export function loadLine(draft: Draft, room: RoomState | null): LoadLine {
  if (draft.trouble) return { tone: "bad", text: troubleText(draft) };
  if (isUnsaved(draft)) return { tone: "busy", text: draft.sending === null ? "Typing…" : "Saving…" };
  if (draft.usurper) return usurpedLine(draft.usurper);
  if (draft.problems.some((problem) => problem.severity === "error") || isBehind(draft)) return problemLine(draft);
  if (room?.state === "stopped" || draft.fault?.stops) return { tone: "bad", text: stoppedText(draft) };
  if (room?.state === "waiting") return { tone: "warn", text: waitingText(draft) };
  if (draft.version === 0) return { tone: "quiet", text: "The lesson’s start, not changed yet" };
  return { tone: "good", text: `v${draft.version} · ${loadedText(draft)}` };
}

function troubleText({ trouble }: Draft): string {
  if (trouble?.kind === "offline") return "Not saved: the server does not answer. Kept in this browser; trying again.";
  return `Not saved. ${trouble?.message ?? ""} Shorten it; until then it is kept in this browser only.`;
}

function usurpedLine({ style, version }: NonNullable<Draft["usurper"]>): LoadLine {
  const name = style === "loop" ? "Loop" : "Events";
  return { tone: "warn", text: `v${version} (${name}) serves now, loaded in another tab` };
}

function isBehind(draft: Draft): boolean {
  return draft.serving !== null && draft.version > 0 && draft.serving < draft.version;
}

function problemLine(draft: Draft): LoadLine {
  const count = draft.problems.length;
  const what = count === 0 ? "did not load" : count === 1 ? "has a problem" : `has ${count} problems`;
  const serves = draft.serving ? `v${draft.serving} still serves` : "nothing serves yet";
  return { tone: "warn", text: `v${draft.version} ${what} · ${serves}` };
}

const stops: Record<Fault["kind"], string> = {
  cpu: "it used up its CPU",
  memory: "it ran out of memory",
  output: "it sent too much at once",
  stuck: "it did not give the CPU back",
  error: "it threw",
  rejection: "it left a rejection alone",
};

function stoppedText({ fault, version }: Draft): string {
  const why = fault ? `: ${stops[fault.kind]}${fault.limit ? ` (limit ${fault.limit})` : ""}` : "";
  return `v${fault?.version ?? version} was stopped${why} · change the code to start it again`;
}

function waitingText({ version }: Draft): string {
  return `v${version} waits for CPU time: it has used its share, and goes on by itself`;
}

function loadedText(draft: Draft): string {
  return draft.loadMs === null ? "serves" : `loaded in ${milliseconds(draft.loadMs)}`;
}

export function milliseconds(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
