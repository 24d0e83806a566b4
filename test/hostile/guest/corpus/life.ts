// Handlers with unusual lifecycles.
import type { GuestEvent } from "../../../../server/protocol/guest.ts";
import { type HostileCase, onMessage, onText, text, times } from "./case.ts";

const wakes = times<GuestEvent>(5, () => ({ type: "wake" }));

const timers: HostileCase[] = [
  ["a million timers", "for (let i = 0; i < 1e6; i++) { try { setTimeout(() => {}, 1e6); } catch { break; } }"],
  ["intervals of nothing", "for (let i = 0; i < 1000; i++) { try { setInterval(() => {}, 0); } catch { break; } }"],
  [
    "odd delays",
    "for (const d of [-1, NaN, Infinity, -Infinity, 1e308, 2 ** 31, 2 ** 53, '5', null, undefined, {}, [], Symbol.iterator, 5n]) { try { setTimeout(() => {}, d); } catch {} }",
  ],
  [
    "foreign ids",
    "for (const id of [-1, NaN, 1e9, {}, null, 'x', 1n, Symbol()]) { try { clearTimeout(id); clearInterval(id); } catch {} }",
  ],
  ["timers that set timers", "const again = () => { setTimeout(again, 0); setTimeout(again, 0); }; again();"],
  [
    "clearing inside the timer",
    "const id = setInterval(() => { clearInterval(id); clearInterval(id); setTimeout(() => clearTimeout(id), 0); }, 1);",
  ],
  ["a timer that throws", "setTimeout(() => { throw new Error('timer'); }, 0);"],
  ["a timer with no function", "try { setTimeout(); setTimeout(5); setTimeout({}); } catch {}"],
].map(([title = "", js = ""]) => ({
  title: `timers: ${title}`,
  js: onText(`${js} say("on");`),
  outcome: ["runs", "cpu", "memory"],
  events: [text("x"), ...wakes, text("y")],
}));

const sockets: HostileCase[] = [
  ["send after close", "socket.close(); socket.send('late').catch(() => {});"],
  ["close a hundred times", "for (let i = 0; i < 100; i++) { try { socket.close(1000, 'again'); } catch {} }"],
  [
    "close codes that may not be sent",
    "for (const c of [0, -1, 999, 1005, 1006, 1015, 65536, NaN, 2 ** 40, '1000', {}, null]) { try { socket.close(c, 'x'); } catch {} }",
  ],
  [
    "a reason that is too long",
    "try { socket.close(1000, 'x'.repeat(124)); } catch {} try { socket.close(1000, 'é'.repeat(62)); } catch {}",
  ],
  ["a reason of lone surrogates", "try { socket.close(1000, '\\ud800'.repeat(41)); } catch {}"],
  ["ten megabytes", "try { await socket.send('x'.repeat(1e7)); } catch {}"],
  ["pings that are too long", "try { await socket.ping(new Uint8Array(126)); } catch {}"],
  ["recv twice at once", "socket.recv().catch(() => {}); socket.recv().catch(() => {});"],
  [
    "using the socket of another by number",
    "for (let i = 0; i < 100; i++) { try { socket.id = i; socket.peer = i; socket.send('x').catch(() => {}); } catch {} }",
  ],
  [
    "split, then the whole",
    "try { const { sender, receiver } = socket.split(); socket.send('moved').catch(() => {}); sender.send('x').catch(() => {}); receiver.recv().catch(() => {}); } catch {}",
  ],
].map(([title = "", js = ""]) => ({
  title: `sockets: ${title}`,
  js: onText(`${js}`),
  outcome: ["runs", "output", "memory", "cpu"],
  events: [text("x"), text("y")],
}));

const promises: HostileCase[] = [
  {
    title: "promises that never settle",
    js: onText("for (let i = 0; i < 500; i++) new Promise(() => {}).then(() => {}); say('on');"),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "a storm of rejections",
    js: onText("for (let i = 0; i < 3000; i++) Promise.reject(new Error('r' + i)); say('on');"),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "rejections that are handled late, one at a time",
    js: onText(
      "for (let i = 0; i < 300; i++) { const p = Promise.reject(i); await null; p.catch(() => {}); } say('on');",
    ),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "a rejection with itself",
    js: onText(
      "const p = Promise.reject(1); Promise.reject(p); p.catch(() => Promise.reject(p)).catch(() => {}); say('on');",
    ),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "a rejection whose reason has throwing getters",
    js: onText(
      "Promise.reject({ get message() { throw this }, get name() { throw this }, toString() { throw this } }); say('on');",
    ),
    outcome: ["runs"],
    says: "on",
  },
  {
    title: "a rejection whose reason getter never returns",
    js: onText("Promise.reject({ toString() { for (;;); } }); say('on');"),
    outcome: ["runs", "cpu"],
    says: "on",
  },
  {
    title: "exceptions in every listener",
    js: onMessage("throw new Error(String(data));").replace(
      "socket.on(",
      "for (const e of ['close','ping','pong','error']) socket.on(e, () => { throw new Error(e); }); socket.on(",
    ),
    outcome: ["runs"],
    events: [
      text("x"),
      { type: "ping", peer: 1, data: Buffer.alloc(2) },
      { type: "error", peer: 1, code: "X", message: "m" },
      { type: "close", peer: 1, code: 1000, reason: "" },
    ],
  },
  {
    title: "an emitter without a listener for errors",
    js: onMessage("socket.emit('error', new Error('mine'));"),
    outcome: ["runs"],
    events: [text("x"), text("y")],
  },
];

const request = { url: "/ws/a", headers: {}, protocols: [], remoteAddress: "::1" };
const visits = times(500, (i): GuestEvent[] => [
  { type: "open", peer: i + 10, request, protocol: "", resumed: false },
  text("hi", i + 10),
  { type: "close", peer: i + 10, code: 1000, reason: "" },
]).flat();

const comings: HostileCase[] = [
  {
    title: "five hundred clients that connect, send and disconnect",
    js: onText("say(message.data);"),
    outcome: ["runs"],
    events: visits,
    says: "hi",
  },
  {
    title: "five hundred clients, each kept in memory",
    js: onMessage("globalThis.all ??= []; all.push(socket); for (const s of all) { try { s.send('x'); } catch {} }"),
    outcome: ["runs", "output", "memory", "cpu"],
    events: visits,
  },
  {
    title: "messages for a peer that never opened",
    js: onText("say('on');"),
    outcome: ["runs"],
    events: [text("x", 999), { type: "close", peer: 999, code: 1000, reason: "" }, text("y")],
    says: "on",
  },
  {
    title: "two opens and two closes of one peer",
    js: onText("say('on');"),
    outcome: ["runs"],
    events: [
      { type: "open", peer: 1, request, protocol: "", resumed: true },
      text("x"),
      { type: "close", peer: 1, code: 1000, reason: "" },
      { type: "close", peer: 1, code: 1000, reason: "" },
      text("y"),
    ],
  },
  {
    title: "messages after retirement",
    js: onText("say('on');"),
    outcome: ["runs"],
    events: [text("x"), { type: "retire" }, text("y"), { type: "wake" }, { type: "retire" }],
  },
  {
    title: "odd numbers in events",
    js: onMessage("say(data);"),
    outcome: ["runs"],
    events: [
      { type: "flow", peer: 1, unsent: -1 },
      { type: "flow", peer: 99, unsent: 2 ** 40 },
      { type: "close", peer: 1, code: 70000, reason: "x".repeat(10000) },
    ],
  },
];

const tops: HostileCase[] = [
  ["throws", "throw new Error('top');"],
  ["throws null", "throw null;"],
  ["throws a Proxy", "throw new Proxy({}, { get() { throw 1 } });"],
  ["rejects", "await Promise.reject(new Error('top'));"],
  ["waits for ever", "await new Promise(() => {});"],
  ["waits for a timer", "await new Promise((done) => setTimeout(done, 10));"],
  ["recurses", "const f = () => f(); f();"],
].map(([title = "", js = ""]) => ({
  title: `a top level that ${title}`,
  js: `${js}\nexport default async function handle(socket) {}`,
  outcome: ["refused"],
}));

const exported: HostileCase[] = [
  "5",
  "null",
  "{}",
  "class {}",
  "new Proxy({}, {})",
  "Symbol()",
  "'text'",
  "new Proxy(() => {}, { get() { throw 1 } })",
  "Object.freeze(async () => {})",
].map((value) => ({
  title: `an export that is ${value}`,
  js: `export default ${value};`,
  outcome: ["refused", "runs"],
}));

export const lifeCases: readonly HostileCase[] = [...timers, ...sockets, ...promises, ...comings, ...tops, ...exported];
