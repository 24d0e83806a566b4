import assert from "node:assert/strict";
import { test } from "node:test";
import { isCollapsed, keptCharacters, keptMessages, newClient } from "../../web/clients/client.ts";
import {
  announcement,
  type ClientsAction,
  isOnly,
  maxClients,
  nameProblem,
  namesOf,
  noClients,
  reduceClients,
} from "../../web/clients/clients-state.ts";
import { formatClients, parseClients } from "../../web/clients/clients-storage.ts";
import type { ComposerAction } from "../../web/clients/composer/composer-state.ts";
import { reduceAll } from "../../web/ui/store.ts";

const after = (...actions: ClientsAction[]) =>
  reduceAll(reduceClients, noClients, [{ type: "load", clients: [newClient("A"), newClient("B")] }, ...actions]);
const received = (text: string, client = "A"): ClientsAction => ({
  type: "log",
  client,
  entries: [{ atMs: 0, what: "received", kind: "text", text, bytes: text.length }],
});

test("BE1 a new client gets the first free letter, up to the number of sockets of a room", () => {
  const names = namesOf(after({ type: "add" }, { type: "remove", client: "B" }, { type: "add" }));
  assert.deepEqual(names, ["A", "C", "B"]);
  const many = after(...Array.from({ length: 30 }, (): ClientsAction => ({ type: "add" })));
  assert.equal(many.clients.length, maxClients);
  assert.equal(maxClients, 20);
  assert.equal(new Set(namesOf(many)).size, 20);
});

test("BE1 a name has up to 24 letters, digits, spaces, - and _, and is unique in any case", () => {
  for (const good of ["Alice 2", "b-c_d", "9", "x".repeat(24)]) assert.equal(nameProblem(good, ["A"]), null, good);
  for (const bad of ["", " ", "x".repeat(25), "<b>", "Ä", "-a", "a", " A "]) {
    assert.notEqual(nameProblem(bad, ["A"]), null, JSON.stringify(bad));
  }
  const renamed = after({ type: "rename", client: "A", to: " Alice " }, { type: "rename", client: "B", to: "alice" });
  assert.deepEqual(namesOf(renamed), ["Alice", "B"]);
});

test("BE7 each client has its own log, limited by count and size, which counts dropped entries", () => {
  const state = after(...Array.from({ length: keptMessages + 3 }, (_, index) => received(String(index))));
  const [a, b] = state.clients;
  assert.equal(a?.log.length, keptMessages);
  assert.equal(a?.dropped, 3);
  assert.equal(a?.log.at(-1)?.text, String(keptMessages + 2));
  assert.equal(b?.log.length, 0);
  const large = after(...Array.from({ length: 40 }, () => received("x".repeat(64 << 10))));
  assert.ok((large.clients[0]?.log.length ?? 0) <= keptCharacters / (64 << 10));
  assert.equal((large.clients[0]?.log.length ?? 0) + (large.clients[0]?.dropped ?? 0), 40);
});

test("BE4 a message whose connection does not open returns to its field, unless another has been begun", () => {
  const compose = (action: ComposerAction): ClientsAction => ({ type: "compose", client: "A", action });
  const write = (text: string) => compose({ type: "change", change: { text, kind: "json" } });
  const connecting: ClientsAction = { type: "phase", client: "A", phase: "connecting" };
  const opened: ClientsAction = { type: "opened", client: "A", protocol: "" };
  const ending = { text: "could not connect", code: 1006, unasked: true };
  const ended: ClientsAction = { type: "ended", client: "A", ending };
  const dropped: ClientsAction = { type: "phase", client: "A", phase: "closed" };
  const text = (...actions: ClientsAction[]) => after(...actions).clients[0]?.composer.text;
  const sent = [write("1"), connecting, compose({ type: "sent" })];
  assert.deepEqual([text(...sent), text(...sent, ended), text(...sent, dropped)], ["", "1", "1"]);
  assert.equal(after(...sent, ended).clients[0]?.composer.kind, "json");
  assert.deepEqual([text(...sent, opened, ended), text(...sent, write("2"), ended)], ["", "2"]);
  assert.equal(text(opened, write("3"), compose({ type: "sent" }), ended), "", "it was sent");
});

test("BE2 a client shows its subprotocol while open, and then how the connection ended", () => {
  const open = after({ type: "opened", client: "A", protocol: "chat.v2" });
  assert.deepEqual([open.clients[0]?.phase, open.clients[0]?.protocol], ["open", "chat.v2"]);
  const ending = { text: "closed 1012", code: 1012, unasked: true };
  const closed = reduceClients(open, { type: "ended", client: "A", ending });
  assert.deepEqual([closed.clients[0]?.phase, closed.clients[0]?.protocol], ["closed", ""]);
  assert.deepEqual(closed.clients[0]?.ending, ending);
});

test("BE3 a client that stopped reading reads again on its next connection, wherever it runs", () => {
  const paused = after(
    { type: "opened", client: "A", protocol: "" },
    { type: "set", client: "A", change: { isPaused: true } },
  );
  const moved = reduceAll(reduceClients, paused, [
    { type: "phase", client: "A", phase: "closed" },
    { type: "place", client: "A", place: "browser" },
  ]);
  assert.equal(moved.clients[0]?.isPaused, false);
  const again = reduceClients(paused, { type: "opened", client: "A", protocol: "" });
  assert.equal(again.clients[0]?.isPaused, false);
});

test("BE1 one client is expanded while the others are collapsed, and all expand again", () => {
  const one = after({ type: "only", client: "B" });
  assert.deepEqual(one.clients.map(isCollapsed), [true, false]);
  assert.ok(isOnly(one, "B"));
  assert.ok(!reduceClients(one, { type: "only", client: "B" }).clients.some(isCollapsed));
});

test("BE1 an unused client is collapsed; it expands when it connects, logs a message or has text to send", () => {
  assert.deepEqual(after().clients.map(isCollapsed), [true, true]);
  for (const used of [
    { type: "phase", client: "A", phase: "connecting" },
    received("hello"),
    { type: "compose", client: "A", action: { type: "change", change: { text: "draft" } } },
  ] satisfies ClientsAction[]) {
    assert.deepEqual(after(used).clients.map(isCollapsed), [false, true], used.type);
  }
  const folded = after(
    { type: "set", client: "A", change: { isFolded: true } },
    { type: "phase", client: "A", phase: "connecting" },
  );
  assert.ok(folded.clients.every(isCollapsed), "a client that was collapsed by hand stays so");
});

test("BE3 an offer expands its card; moving the client withdraws it", () => {
  const asked = after(
    { type: "set", client: "A", change: { isFolded: true } },
    { type: "offer", client: "A", offer: { do: "ping", data: "x" } },
  );
  assert.equal(asked.clients[0]?.isFolded, false);
  assert.deepEqual(asked.clients[0]?.offer, { do: "ping", data: "x" });
  assert.equal(reduceClients(asked, { type: "place", client: "A", place: "server" }).clients[0]?.offer, null);
});

test("BE6 a reload restores the clients, their place and entered text; corrupt storage is ignored", () => {
  const state = after(
    { type: "place", client: "B", place: "server" },
    { type: "choices", client: "B", change: { headers: "X-A: 1", query: "?t=1" } },
    { type: "compose", client: "A", action: { type: "change", change: { text: "half a sent" } } },
    received("not kept"),
  );
  const back = parseClients(formatClients(state));
  assert.equal(back?.[0]?.composer.text, "half a sent");
  assert.deepEqual(
    [back?.[1]?.place, back?.[1]?.choices.headers, back?.[1]?.choices.query],
    ["server", "X-A: 1", "?t=1"],
  );
  assert.equal(back?.[0]?.log.length, 0);
  for (const text of [null, "", "{", "7", '{"clients":[]}', '"x"'])
    assert.equal(parseClients(text), null, String(text));
  const odd = [{ name: "<b>" }, { name: "A", place: 7, choices: "x" }, { name: "a" }, null, { name: "C" }];
  const read = parseClients(JSON.stringify(odd));
  assert.deepEqual(
    read?.map(({ name, place }) => `${name} ${place}`),
    ["A browser", "C browser"],
  );
});

test("BE7 announcements are one sentence per client, however much happened", () => {
  const before = after(received("old"));
  const now = reduceAll(reduceClients, before, [received("one"), received("two"), received("hi", "B")]);
  assert.equal(announcement(before, now), "A: received 2 messages, the last: two. B: received hi.");
  const sent = reduceClients(now, {
    type: "log",
    client: "A",
    entries: [{ atMs: 0, what: "sent", kind: "text", text: "x", bytes: 1 }],
  });
  assert.equal(announcement(now, sent), "");
  const failed = reduceClients(now, {
    type: "log",
    client: "A",
    entries: [{ atMs: 0, what: "failed", kind: "", text: "Use 3000 to 4999.", bytes: 0 }],
  });
  assert.equal(announcement(now, failed), "A: Use 3000 to 4999.");
});
