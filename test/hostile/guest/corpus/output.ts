// Handlers that send or log too much.
import { type HostileCase, onMessage, onText } from "./case.ts";

export const outputCases: readonly HostileCase[] = [
  {
    title: "a million log lines",
    js: onText("for (let i = 0; i < 1e6; i++) console.log('line', i);"),
    outcome: ["cpu", "runs"],
  },
  {
    title: "one log line of ten megabytes",
    js: onText("console.log('x'.repeat(1e7)); say('on');"),
    outcome: ["runs", "memory", "cpu"],
  },
  {
    title: "logs of every global",
    js: onText(
      "console.log(globalThis); console.log(process); console.dir?.(socket, { depth: 50 }); console.table?.([[1, 2]]); say('on');",
    ),
    outcome: ["runs", "cpu", "memory"],
  },
  {
    title: "a log of a cyclic, very deep object",
    js: onText(
      "let o = {}; const top = o; for (let i = 0; i < 5000; i++) { o.next = { back: top }; o = o.next; } console.log(top); console.log('%o %j', top, [top]);",
    ),
    outcome: ["runs", "cpu", "memory"],
  },
  {
    title: "a log of a wide object",
    js: onText(
      "console.log(Object.fromEntries(Array.from({ length: 20000 }, (_, i) => ['k' + i, i])), new Array(1e6), new Map(Array.from({ length: 20000 }, (_, i) => [i, i])));",
    ),
    outcome: ["runs", "cpu", "memory"],
  },
  {
    title: "one message answered a million times",
    js: onText("for (let i = 0; i < 1e6; i++) socket.send('x').catch(() => {});"),
    outcome: ["output"],
  },
  {
    title: "one message answered a million times, as events",
    js: onMessage("for (let i = 0; i < 1e6; i++) socket.send('x');"),
    outcome: ["output"],
  },
  {
    title: "large answers",
    js: onMessage("for (let i = 0; i < 1e6; i++) socket.send(new Uint8Array(60000));"),
    outcome: ["output"],
  },
  {
    title: "answers of three bytes a character",
    js: onMessage("const s = '漢'.repeat(20000); for (let i = 0; i < 1e6; i++) socket.send(s);"),
    outcome: ["output"],
  },
  { title: "pings without end", js: onMessage("for (let i = 0; i < 1e6; i++) socket.ping('x');"), outcome: ["output"] },
  {
    title: "pause and resume without end",
    js: onMessage("for (let i = 0; i < 1e6; i++) { socket.pause(); socket.resume(); }"),
    outcome: ["output", "runs", "cpu"],
  },
  {
    title: "terminal escapes, bidi and marks",
    js: onText(
      "const bad = '\\u001b]0;title\\u0007\\u001b[2J\\u001b]52;c;aGk=\\u0007\\u009b31m\\u202e\\u200b\\r' + 'a' + '\\u0301'.repeat(100000) + '\\ud800'; console.log(bad); say(bad.slice(0, 50)); throw new Error(bad);",
    ),
    outcome: ["runs"],
  },
  {
    title: "faults without end",
    js: onMessage(
      "for (let i = 0; i < 5000; i++) Promise.reject(new Error('x'.repeat(1000))); throw new Error('y'.repeat(100000));",
    ),
    outcome: ["runs", "cpu", "memory"],
  },
  {
    title: "answers that answer themselves",
    js: onMessage("const again = () => Promise.resolve().then(() => { say('x'); again(); }); again();"),
    outcome: ["output", "cpu"],
  },
];
