// Summarizes what happened to the clients for screen readers: one sentence per client, however much happened.
import type { Client, LogEntry } from "./client.ts";
import { type ClientsState, clientOf } from "./clients-state.ts";

const spokenCharacters = 80;

/** Empty when nothing happened apart from what the learner did. */
export function announcement(before: ClientsState, now: ClientsState): string {
  return now.clients.flatMap((client) => summary(client, clientOf(before, client.name)) ?? []).join(" ");
}

function summary(client: Client, before: Client | null): string | null {
  const from = before?.nextSeq ?? 1;
  const recent = client.log.filter(({ seq }) => seq >= from);
  const received = recent.filter(({ what, kind }) => what === "received" && kind !== "");
  const message = received.at(-1);
  const state = recent.findLast(({ what }) => what === "opened" || what === "closed" || what === "failed");
  const count = received.length > 1 ? `${received.length} messages, the last: ` : "";
  const parts = [
    ...(message === undefined ? [] : [`received ${count}${messageText(message)}`]),
    ...(state === undefined ? [] : [state.text.slice(0, spokenCharacters)]),
  ];
  return parts.length === 0 ? null : `${client.name}: ${parts.join("; ")}.`;
}

function messageText({ kind, text, bytes }: LogEntry): string {
  if (kind === "ping" || kind === "pong") return `a ${kind}`;
  if (kind === "binary") return `${bytes} bytes`;
  return text.slice(0, spokenCharacters);
}
