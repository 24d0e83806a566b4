// What is read aloud of the clients: news since the last time in one sentence a client, however much came.

import type { Client, LogEntry } from "./client.ts";
import { type ClientsState, clientOf } from "./clients-state.ts";

const heardCharacters = 80;

/** Empty when nothing happened that the learner did not do. */
export function announcement(before: ClientsState, now: ClientsState): string {
  return now.clients.flatMap((client) => news(client, clientOf(before, client.name)) ?? []).join(" ");
}

function news(client: Client, before: Client | null): string | null {
  const from = before?.nextSeq ?? 1;
  const fresh = client.log.filter(({ seq }) => seq >= from);
  const heard = fresh.filter(({ what, kind }) => what === "received" && kind !== "");
  const last = heard.at(-1);
  const states = fresh.filter(({ what }) => what === "opened" || what === "closed" || what === "failed");
  const state = states.at(-1);
  const parts = [
    ...(last === undefined
      ? []
      : [`received ${heard.length > 1 ? `${heard.length} messages, the last: ` : ""}${spoken(last)}`]),
    ...(state === undefined ? [] : [state.text.slice(0, heardCharacters)]),
  ];
  return parts.length === 0 ? null : `${client.name}: ${parts.join("; ")}.`;
}

function spoken({ kind, text, bytes }: LogEntry): string {
  if (kind === "ping" || kind === "pong") return `a ${kind}`;
  if (kind === "binary") return `${bytes} bytes`;
  return text.slice(0, heardCharacters);
}
