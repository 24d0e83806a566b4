import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyRun, reduceRun } from "../../web/checks/run-state.ts";
import { type Client, newClient } from "../../web/clients/client.ts";
import { clientOf, findName, namesOf, noClients, reduceClients } from "../../web/clients/clients-state.ts";
import { noneSaved, reduceSaved } from "../../web/clients/composer/saved-messages.ts";
import { handshakeFailed } from "../../web/clients/connection/close-text.ts";
import type { NewEntry } from "../../web/console/console-entry.ts";
import { emptyLog } from "../../web/console/console-log.ts";
import { CommandRunner, type PromptTarget } from "../../web/prompt/run-command.ts";
import { emptyTime } from "../../web/time/time.ts";
import { createStore } from "../../web/ui/plain-store.ts";

/** Lets pending promise callbacks run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const ended = (text: string) => ({ text, code: null, unasked: true });
const offer = { do: "ping", data: "" } as const;

/** Clients that obey immediately, except that connecting and closing end when the test says so. */
function rig(over: Partial<Client> = {}) {
  const clientList = createStore(reduceClients, noClients);
  const listeners = new Set<() => void>();
  const asked: string[] = [];
  const said: NewEntry[] = [];
  const find = (name: string) => clientOf(clientList.get(), findName(namesOf(clientList.get()), name) ?? "");
  const view = (name: string, change: Partial<Client> = {}) => {
    const others = clientList.get().clients.filter((client) => client.name !== name);
    const changed = { ...(find(name) ?? newClient(name)), ...change };
    const clients = [...others, changed].sort((one, other) => one.name.localeCompare(other.name));
    clientList.dispatch({ type: "load", clients });
    return null;
  };
  for (const name of ["A", "B"]) view(name, over);
  const ask = (what: string) => {
    asked.push(what);
    return null;
  };
  const onServer = (name: string, what: string) => {
    if (find(name)?.place === "server") return ask(what);
    view(name, { offer });
    return "A page cannot do that.";
  };
  const saved = createStore(reduceSaved, noneSaved);
  const checks = ["echoes", "closes"].map((id) => ({ id, title: id }));
  const target: PromptTarget = {
    clientList: {
      ...clientList,
      subscribe: (listener) => {
        const unsubscribe = clientList.subscribe(listener);
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
          unsubscribe();
        };
      },
    },
    clients: {
      names: () => namesOf(clientList.get()),
      find,
      add: (name) => view(name ?? "C"),
      connect: (name, { protocols = [] } = {}) =>
        view(name, { phase: "connecting", protocol: [protocols].flat().join() }),
      send: (name, kind, text, { fragments = 1 } = {}) =>
        ask(`${name} ${kind} ${text}${fragments > 1 ? ` /${fragments}` : ""}`),
      ping: (name, text) => onServer(name, `${name} ping ${text}`),
      close: (name) => (find(name)?.phase === "closed" ? null : view(name, { phase: "closing" })),
      cut: (name) => onServer(name, `${name} cut`),
      remove: (name) => {
        clientList.dispatch({ type: "remove", client: name });
        return null;
      },
      runOn: (name, place) => view(name, { place }),
      accept: (name) => {
        view(name, { place: "server", offer: null });
        return ask(`${name} accepted`);
      },
    },
    clock: {
      advance: (ms) => ask(`+${ms}`),
      setMode: (mode) => ask(mode),
      jumpToNextTimer: () => "No timer is pending.",
      time: { get: () => emptyTime, dispatch: () => {}, subscribe: () => () => {} },
    },
    saved,
    run: createStore(reduceRun, { ...emptyRun, phase: "finished", checks }),
    runChecks: async () => {},
    console: {
      get: () => emptyLog,
      dispatch: (action) => void (action.type === "add" ? said.push(action.entry) : said.splice(0)),
      subscribe: () => () => {},
    },
    showCode: (tab) => void ask(`show ${tab}`),
    editor: { reveal: (line) => void ask(`line ${line}`) },
  };
  const runner = new CommandRunner(target);
  const run = (line: string) => {
    said.length = 0;
    runner.run(line);
    return said.map(({ kind, text }) => `${kind}: ${text}`);
  };
  return { run, view, asked, said, runner, listeners };
}

test("PR14 each command is echoed, followed by its outcome once that is known", async () => {
  const { run, view, said, listeners } = rig();
  assert.deepEqual(run("connect b chat.v2"), ["command: connect b chat.v2"]);
  view("B", { phase: "open" });
  await settled();
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "B is open, subprotocol chat.v2" });
  assert.deepEqual(run("connect b").at(-1), "outcome: B is already open");
  assert.deepEqual(run("b send hello").at(-1), "outcome: B sent text, 5 bytes");
  assert.deepEqual(run("b hex 00 ff").at(-1), "outcome: B sent binary, 2 bytes");
  run("b close 1000 bye");
  view("B", { phase: "closed", ending: ended("closed 1000 bye") });
  await settled();
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "B closed 1000 bye" });
  assert.deepEqual(run("b close").at(-1), "outcome: B is not connected");
  assert.equal(listeners.size, 0, "no listeners remain");
});

test("PR14 a failed connection is reported as a mistake with its reason", async () => {
  const { run, view, said } = rig();
  run("connect b");
  view("B", { phase: "closed", ending: ended("closed without a close frame (1006)") });
  await settled();
  assert.deepEqual(said.at(-1), { kind: "mistake", text: "B could not connect: closed without a close frame (1006)" });
  view("B", { phase: "connecting" });
  run("connect b");
  view("B", { phase: "closed", ending: ended(handshakeFailed(["chat"])) });
  await settled();
  assert.match(
    said.at(-1)?.text ?? "",
    /^B could not connect: the server .* selected none of the subprotocols offered\./,
  );
});

test("PR14 a closed client is opened to send, and the message is reported as sent only then", async () => {
  const { run, view, said } = rig();
  view("B", { phase: "connecting" });
  assert.deepEqual(run("b send hello"), ["command: b send hello"]);
  view("B", { phase: "open" });
  await settled();
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "B is open and sent text, 5 bytes" });
  view("B", { phase: "connecting" });
  run("b send hello");
  view("B", { phase: "closed", ending: ended("no connection") });
  await settled();
  assert.deepEqual(said.at(-1), { kind: "mistake", text: "B could not connect: no connection" });
});

test("PR14 all addresses every client; time, lines, checks and the console report outcomes too", async () => {
  const { run, asked, said } = rig({ phase: "open" });
  run("all send hi");
  assert.deepEqual(asked.splice(0), ["A text hi", "B text hi"]);
  run("+30s");
  run("time stepped");
  run("line 12");
  assert.deepEqual(asked.splice(0), ["+30000", "stepped", "show handler", "line 12"]);
  assert.deepEqual(run("next").at(-1), "mistake: No timer is pending.");
  assert.match(run("time").at(-1) ?? "", /the room is not open/);
  assert.deepEqual(run("clients").at(-1), "outcome: A     open        page\nB     open        page");
  assert.deepEqual(run("save greeting hi").at(-1), "outcome: saved; to send it: b saved greeting");
  assert.deepEqual(run("b saved greeting").at(-1), 'outcome: B sent "greeting"');
  assert.deepEqual(run("b saved nothing").at(-1), 'mistake: There is no saved message "nothing". Saved: greeting.');
  assert.deepEqual(run("add").at(-1), "outcome: added C; to connect it: connect c");
  run("check");
  await settled();
  assert.deepEqual(said.at(-1), { kind: "outcome", text: "0 of 2 checks passed; first failure: echoes" });
  assert.deepEqual(run("clear"), []);
  assert.match(run("pnig b").at(-1) ?? "", /^mistake: .*Did you mean: b ping/);
});

test("PR14 what no page can send is offered for an open client and done after yes; a closed client moves without asking", () => {
  const open = rig({ phase: "open" });
  assert.deepEqual(open.run("yes").at(-1), "mistake: There is no offer to accept.");
  const offered = open.run("b ping 42");
  assert.equal(offered.at(-2), "mistake: A page cannot do that.");
  assert.match(offered.at(-1) ?? "", /^outcome: type yes to reconnect B from the server/);
  assert.deepEqual(open.asked, []);
  open.run("yes");
  assert.deepEqual(open.asked, ["B accepted"]);
  open.run("b ping");
  assert.deepEqual(open.asked, ["B accepted", "B ping "]);
  open.run("a cut");
  open.run("b ping");
  assert.deepEqual(
    open.run("yes").at(-1),
    "mistake: There is no offer to accept.",
    "another command withdraws an offer",
  );
  const closed = rig();
  closed.run("b ping 42");
  closed.run("b fragment 3 hello");
  assert.deepEqual(closed.asked, ["B ping 42", "B text hello /3"]);
});

test("PR14 disposing the prompt ends all its waits", () => {
  const { run, runner, listeners } = rig();
  run("connect b");
  assert.equal(listeners.size, 1);
  runner.dispose();
  assert.equal(listeners.size, 0);
});
