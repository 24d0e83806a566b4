import assert from "node:assert/strict";
import { test } from "node:test";
import { rooms } from "./guest-room.ts";

const named: readonly (readonly [string, string])[] = [
  ['socket.sned("x")', "socket.sned"],
  ['await socket?.sned("x")', "socket?.sned"],
  ["const options = {}; options()", "options"],
  ["socket.send(JSON.stringfy({}))", "JSON.stringfy"],
  ["socket.close(socket.sned(1))", "socket.sned"],
  ['socket.send("a").then().foo()', "foo"],
  ["const tag = 5; tag`x`", "tag"],
  ['"text".revers()', "revers"],
  ["const text = 'x'; await socket.sned(text)", "socket.sned"],
  ["for (const message of [{ data: 'x' }]) {\n    socket.sned(message.data);\n  }", "socket.sned"],
  ["const sned = 5, message = { data: 'x' }; const sent = sned('text', message.data)", "sned"],
];
for (const [statement, callee] of named) {
  test(`GU4 ${statement} fails with "${callee} is not a function"`, () => {
    assert.equal(faultOf(statement), `TypeError: ${callee} is not a function. This was not caught.`);
  });
}

const make = "const make = () => ({ [Symbol.iterator]: () => ({}) })";
const unnamed = [
  "[1, 2].map(5)",
  "new Promise(5)",
  "new (class A {})().b.c()",
  "const text = 'x'; socket.sned(String(text))",
  "const text = 'x'; socket.send(socket.sned(text))",
  "const text = { toString: 5, valueOf: 5 }; socket.send(1 + text)",
  "const text = 'x'; make(text)(); function make() {}",
  `${make}; for (const value of make()) {}`,
  `${make}; [...make()]`,
  `${make}; const [a] = make()`,
  `${make}; make()()`,
  `${make}; make(make())()`,
  `${make}; (socket.a || socket.b)(make())`,
  `${make}; socket["sned"]({ a: make() })`,
  `${make}; make()[0]()`,
  'throw new TypeError("not a function")',
  'throw TypeError("not a function")',
];
for (const statement of unnamed) {
  test(`GU4 ${statement} names no function, because it may be another one`, () => {
    assert.doesNotMatch(faultOf(statement), /(?<!: not a|cannot read.*) is not a function/);
  });
}

test("GU4 a top-level call of something that is not a function is named in the problem", () => {
  assert.match(
    rooms.problemOf("const options = {};\noptions.start();\n"),
    /^TypeError: options\.start is not a function/,
  );
});

function faultOf(statement: string): string {
  using room = rooms.open(`export default async function handle(socket) {\n  ${statement};\n}`);
  room.connect();
  return room.faults()[0]?.message ?? assert.fail("there is no fault");
}
