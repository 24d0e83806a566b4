// The check as a server: it accepts or refuses the connections of a client that the learner writes.
import { type Dialed, dialedSchema } from "../protocol/checks.ts";
import { dialHeader } from "../protocol/guest.ts";
import type { DialAnswer } from "../protocol/host.ts";
import { type Accept, AcceptedClient, type AcceptOptions } from "./check.ts";
import type { CheckSession } from "./check-session.ts";
import { ClientState, openConnection } from "./connection.ts";
import { CheckFailure } from "./failure.ts";
import { formatDuration } from "./format.ts";

const defaultWithinMs = 60_000;

export function createAccept(session: CheckSession): Accept {
  function accept(options: AcceptOptions & { readonly refuse: number }): Promise<{ readonly url: string }>;
  function accept(options?: AcceptOptions): Promise<AcceptedClient>;
  function accept(options: AcceptOptions = {}): Promise<AcceptedClient | { readonly url: string }> {
    return session.expect(() => answerNext(session, options));
  }
  return accept;
}

async function answerNext(session: CheckSession, { refuse, withinMs = defaultWithinMs }: AcceptOptions) {
  const url = await nextDial(session, withinMs);
  return refuse === undefined ? await open(session, url) : await refuseWith(session, url, refuse);
}

async function refuseWith(session: CheckSession, url: string, status: number): Promise<{ readonly url: string }> {
  await answer(session, status);
  session.record({ client: null, kind: "refused", what: "dial", text: `${url} with ${status}` });
  for (const client of session.clients) client.happened({ client: null, text: "After the check refused a connection" });
  await session.room.settle();
  return { url };
}

/** Moves the clock from timer to timer until the client dials. */
async function nextDial(session: CheckSession, withinMs: number): Promise<string> {
  const { room } = session;
  await room.startClient();
  const step = room.stepper(room.nowMs + withinMs);
  for (;;) {
    await room.settle();
    if (room.dialUrl !== null) return room.dialUrl;
    if (await step()) continue;
    const sentence = `The client did not connect within ${formatDuration(withinMs)}.`;
    throw new CheckFailure(sentence, { kind: "nothing", text: "" });
  }
}

async function open(session: CheckSession, url: string): Promise<AcceptedClient> {
  const { room } = session;
  const { token } = await answer(session, "accept");
  const state = new ClientState(
    nameOf(session),
    await openConnection(new URL(room.url), [], { [dialHeader]: token }, room.onArrival),
  );
  session.connected(state);
  room.invalidate();
  session.record({ client: state.name, kind: "connect", what: "accept", text: url });
  await room.settle();
  return new AcceptedClient(session, state, url);
}

/** `server`, `server 2`, … in the order in which the check accepted. */
function nameOf({ clients }: CheckSession): string {
  const count = clients.filter(({ name }) => name.startsWith("server")).length;
  return count === 0 ? "server" : `server ${count + 1}`;
}

async function answer({ room }: CheckSession, answer: DialAnswer): Promise<Dialed> {
  await room.settle();
  return dialedSchema.parse(await room.request({ what: "dial", room: room.id, answer }));
}
