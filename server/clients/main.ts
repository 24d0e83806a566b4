// The process that runs clients on learners' behalf: it connects to our own gate only, and is gone when its channel is.
import type { FromClients, ToClients, Told } from "../protocol/clients.ts";
import { PageClients } from "./page-clients.ts";

type Start = Extract<ToClients, { readonly type: "start" }>;

/** With so many messages on their way to the front, only what must be told is told. */
const crowdedAt = 64;
const mostTogether = 500;

function serve(): (message: ToClients) => void {
  const parties = new Map<number, PageClients>();
  let start: Start | null = null;
  let waiting = 0;
  let told: Told[] = [];

  const say = (message: FromClients) => {
    if (!process.connected || !process.send) return;
    waiting += 1;
    process.send(message, undefined, undefined, () => {
      waiting -= 1;
    });
  };
  const flush = () => {
    for (const together = told; together.length > 0; ) say({ type: "told", told: together.splice(0, mostTogether) });
    told = [];
  };
  const tell = (one: Told) => {
    if (told.length === 0) setImmediate(flush);
    told.push(one);
  };
  const partyOf = (party: number, room: string): PageClients | null => {
    const known = parties.get(party);
    if (known !== undefined || start === null) return known ?? null;
    const { gate, limits } = start;
    const crowded = () => waiting > crowdedAt;
    const fresh = new PageClients({ gate, room, limits, crowded, tell: (one) => tell({ party, ...one }) });
    parties.set(party, fresh);
    return fresh;
  };

  return (message) => {
    switch (message.type) {
      case "start":
        start = message;
        break;
      case "order":
        partyOf(message.party, message.room)?.order(message.client, message.command);
        break;
      case "dismiss":
        parties.get(message.party)?.[Symbol.dispose]();
        parties.delete(message.party);
        break;
      case "ping":
        say({ type: "pong", n: message.n });
        break;
      default:
        message satisfies never;
    }
  };
}

/** The front is trusted: it is enough to know that this is one of its messages. */
function isToDeputies(message: unknown): message is ToClients {
  return typeof message === "object" && message !== null && "type" in message && typeof message.type === "string";
}

const hear = serve();
process.on("disconnect", () => process.exit());
// Ctrl+C in a terminal goes to everybody: the front decides when this ends.
process.on("SIGINT", () => undefined);
process.on("message", (message: unknown) => {
  if (!isToDeputies(message)) throw new Error("The front sent something else than a message.");
  hear(message);
});
process.send?.({ type: "ready" } satisfies FromClients);
