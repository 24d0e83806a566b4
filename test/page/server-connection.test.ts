import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerClientEvent } from "../../server/protocol/clients.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { type ClientChannel, ServerConnection } from "../../web/clients/connection/server-connection.ts";

/** A connection named A on an open live channel, and what it reports. */
function opening() {
  const listeners = new Set<(message: ToPage) => void>();
  const channel: ClientChannel = {
    state: { get: () => ({ phase: "open" }), subscribe: () => () => {} },
    send: () => true,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const reported: string[] = [];
  new ServerConnection("A", channel, { protocols: [], headers: [], query: "" }, ({ what }) => reported.push(what));
  const receive = (event: ServerClientEvent) => {
    for (const listener of listeners) listener({ type: "client", client: "A", event });
  };
  return { reported, receive };
}

test("BE3 a client on the server that does not open ends after ten seconds; one that is open stays", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const [silent, open] = [opening(), opening()];
  open.receive({ what: "open", protocol: "", atMs: 0 });
  context.mock.timers.tick(10_000);
  assert.deepEqual(silent.reported, ["ended"]);
  assert.deepEqual(open.reported, ["opened"]);
  open.receive({ what: "message", kind: "text", data: "hello", bytes: 5, atMs: 0 });
  assert.deepEqual(open.reported, ["opened", "received"]);
});
