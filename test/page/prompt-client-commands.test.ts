import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewEntry } from "../../web/console/console-entry.ts";
import type { ClientView, Drivers } from "../../web/prompt/drivers.ts";
import { CommandRunner } from "../../web/prompt/run-command.ts";
import { emptyTime } from "../../web/time/time.ts";

/** A bench that does what it is told at once, but for connecting and closing: those end when the test says so. */
function rig(over: Partial<ClientView> = {}) {
  const views = new Map<string, ClientView>();
  const listeners = new Set<() => void>();
  const asked: string[] = [];
  const said: NewEntry[] = [];
  const view = (name: string, change: Partial<ClientView> = {}) => {
    const plain = { name, phase: "closed", place: "browser", protocol: "", ending: "", isOffered: false } as const;
    views.set(name, { ...(views.get(name) ?? plain), ...change });
    for (const listener of listeners) listener();
    return null;
  };
  for (const name of ["A", "B"]) view(name, over);
  const ask = (what: string) => {
    asked.push(what);
    return null;
  };
  const onServer = (name: string, what: string) => {
    if (views.get(name)?.place === "server") return ask(what);
    view(name, { isOffered: true });
    return "A page cannot do that.";
  };
  const drivers: Drivers = {
    clients: {
      all: () => [...views.values()],
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      add: (name) => view(name ?? "C"),
      connect: (name, protocols) => view(name, { phase: "connecting", protocol: protocols.join() }),
      send: (name, kind, text, fragments) => ask(`${name} ${kind} ${text}${fragments > 1 ? ` /${fragments}` : ""}`),
      sendSaved: (name, message) => (message === "greeting" ? ask(`${name} saved`) : "No message is called that."),
      ping: (name, text) => onServer(name, `${name} ping ${text}`),
      close: (name) => (views.get(name)?.phase === "closed" ? null : view(name, { phase: "closing" })),
      cut: (name) => onServer(name, `${name} cut`),
      remove: (name) => (views.delete(name) ? null : "no such client"),
      runOn: (name, place) => view(name, { place }),
      accept: (name) => {
        view(name, { place: "server", isOffered: false });
        return ask(`${name} accepted`);
      },
    },
    clock: {
      advance: (ms) => ask(`+${ms}`),
      setMode: (mode) => ask(mode),
      goToNextTimer: () => "No timer is set.",
      time: { get: () => emptyTime, dispatch: () => {}, subscribe: () => () => {} },
    },
    save: (name, text) => ask(`save ${name} ${text}`),
    check: async () => "5 of 7 checks passed",
    clear: () => said.splice(0),
    goToLine: (line) => ask(`line ${line}`),
    say: (entry) => said.push(entry),
    now: () => 0,
  };
  const carrier = new CommandRunner(drivers);
  const run = (line: string) => {
    said.length = 0;
    carrier.run(line);
    return said.map(({ kind, text }) => `${kind}: ${text}`);
  };
  return { run, view, asked, said, carrier, listeners };
}

test("PR14 each command is echoed with what became of it, once it has become of it", () => {
  const { run, view, said, listeners } = rig();
  assert.deepEqual(run("connect b chat.v2"), ["command: connect b chat.v2"]);
  view("B", { phase: "open" });
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "B is open, subprotocol chat.v2" });
  assert.deepEqual(run("connect b").at(-1), "outcome: B is open already");
  assert.deepEqual(run("b send hello").at(-1), "outcome: B sent text, 5 bytes");
  assert.deepEqual(run("b hex 00 ff").at(-1), "outcome: B sent binary, 2 bytes");
  run("b close 1000 bye");
  view("B", { phase: "closed", ending: "closed 1000 bye" });
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "B closed 1000 bye" });
  assert.deepEqual(run("b close").at(-1), "outcome: B is not connected");
  assert.equal(listeners.size, 0, "nobody listens when nothing is waited for");
});

test("PR14 a connection that fails is told as a mistake with its reason", () => {
  const { run, view, said } = rig();
  run("connect b");
  view("B", { phase: "closed", ending: "closed without a close frame (1006)" });
  assert.deepEqual(said.at(-1), { kind: "mistake", text: "B could not connect: closed without a close frame (1006)" });
});

test("PR14 a client that is not open is opened for what it is to send, which counts as sent only then", () => {
  const { run, view, said } = rig();
  view("B", { phase: "connecting" });
  assert.deepEqual(run("b send hello"), ["command: b send hello"]);
  view("B", { phase: "open" });
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "B is open, and sent text, 5 bytes" });
  view("B", { phase: "connecting" });
  run("b send hello");
  view("B", { phase: "closed", ending: "no connection" });
  assert.deepEqual(said.at(-1), { kind: "mistake", text: "B could not connect: no connection" });
});

test("PR14 all is everybody, and time, lines, checks and the console answer too", async () => {
  const { run, asked, said } = rig({ phase: "open" });
  run("all send hi");
  assert.deepEqual(asked.splice(0), ["A text hi", "B text hi"]);
  run("+30s");
  run("time stepped");
  run("line 12");
  assert.deepEqual(asked.splice(0), ["+30000", "stepped", "line 12"]);
  assert.deepEqual(run("next").at(-1), "mistake: No timer is set.");
  assert.match(run("time").at(-1) ?? "", /no room is open yet/);
  assert.deepEqual(run("clients").at(-1), "outcome: A     open        page\nB     open        page");
  assert.deepEqual(run("save greeting hi").at(-1), "outcome: saved: b saved greeting sends it");
  assert.deepEqual(run("b saved greeting").at(-1), 'outcome: B sent "greeting"');
  assert.deepEqual(run("b saved nothing").at(-1), "mistake: No message is called that.");
  assert.deepEqual(run("add").at(-1), "outcome: C is there: connect c");
  run("check");
  await Promise.resolve();
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "5 of 7 checks passed" });
  assert.deepEqual(run("clear"), []);
  assert.match(run("pnig b").at(-1) ?? "", /^mistake: .*Did you mean: b ping/);
});

test("PR15 what no page can send is offered for an open client and done after yes; a closed one changes its place", () => {
  const open = rig({ phase: "open" });
  assert.deepEqual(open.run("yes").at(-1), "mistake: Nothing was offered.");
  const offered = open.run("b ping 42");
  assert.equal(offered.at(-2), "mistake: A page cannot do that.");
  assert.match(offered.at(-1) ?? "", /^outcome: yes: B connects anew from the server and does it/);
  assert.deepEqual(open.asked, []);
  open.run("yes");
  assert.deepEqual(open.asked, ["B accepted"]);
  open.run("b ping");
  assert.deepEqual(open.asked, ["B accepted", "B ping "]);
  open.run("a cut");
  open.run("b ping");
  assert.deepEqual(open.run("yes").at(-1), "mistake: Nothing was offered.", "another command withdraws an offer");
  const closed = rig();
  closed.run("b ping 42");
  closed.run("b fragment 3 hello");
  assert.deepEqual(closed.asked, ["B ping 42", "B text hello /3"]);
});

test("PR14 when the page goes, nothing of the prompt is left waiting", () => {
  const { run, carrier, listeners } = rig();
  run("connect b");
  assert.equal(listeners.size, 1);
  carrier.dispose();
  assert.equal(listeners.size, 0);
});
