// The packages that a sandbox evaluates when it first needs them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { libraryPool } from "../sandbox/pools.ts";
import { rooms } from "./guest-room.ts";

/** What the top level of a handler logs. */
function logged(js: string): string[] {
  using room = rooms.open(`${js}\nexport default () => {};`);
  return room.logs();
}

/** Whether `URL` is still the property that evaluates its package. */
const isWaiting = `typeof Object.getOwnPropertyDescriptor(globalThis, "URL").get === "function"`;

test("GU58 a sandbox that needs no package has none in its memory", async () => {
  using pool = await libraryPool();
  const bytes = pool.image.snapshot.runs.reduce((sum, run) => sum + run.bytes.length, 0);
  assert.ok(bytes < 900 << 10, `${bytes} bytes after booting`);
  assert.deepEqual([...pool.image.packages.keys()], ["inspect", "url"]);
});

test("GU58 URL is evaluated at its first use, by name or for a query, and is then an ordinary global", () => {
  const descriptor = `const { value, writable, configurable, enumerable } = Object.getOwnPropertyDescriptor(globalThis, "URL");
    console.log(value === URL, writable, configurable, enumerable);`;
  assert.deepEqual(logged(`console.log(${isWaiting}); new URL("ws://a"); ${descriptor}`), [
    "true",
    "true true true false",
  ]);
  assert.deepEqual(logged(`console.log(new URL("ws://a?b=1").searchParams instanceof URLSearchParams);`), ["true"]);
  using room = rooms.open(`export function upgrade(request) { console.log(request.query instanceof URLSearchParams); }
    export default () => {};`);
  room.requestUpgrade({ url: "/?a=1" });
  assert.deepEqual(room.logs(), ["true"]);
});

test("GU58 showing an instance of a class does not evaluate URL", () => {
  const [shown, waiting] = logged(`console.log(new (class Point { x = 1 })()); console.log(${isWaiting});`);
  assert.deepEqual([shown, waiting], ["Point { x: 1 }", "true"]);
});

test("GU58 a learner's own URL replaces the global, and the other one still works", () => {
  const own = "URL = class Own {}; console.log(URL.name, new URLSearchParams({ a: 1 }).toString());";
  assert.deepEqual(logged(own), ["Own a=1"]);
  assert.deepEqual(logged(`delete globalThis.URL; console.log(typeof URL, new URLSearchParams("a=1").get("a"));`), [
    "undefined 1",
  ]);
});

test("GU58 a first use that fails for lack of stack can be repeated", () => {
  /** Tries it where ever less of the stack is used, then where nearly all is left. */
  const tried = (use: string) => `let tries = 0;
    (function deeper() { try { deeper(); } catch { if (tries++ < 50) ${use}; } })();
    ${use};`;
  const reading = logged(
    tried(`try { console.log(new URL("ws://a").host); } catch (error) { console.log(error.name); }`),
  );
  assert.deepEqual([reading[0], reading.at(-1)], ["RangeError", "a"]);
  const showing = logged(tried("console.log({ a: 1 })"));
  assert.ok(showing.some((line) => line.includes("cannot be formatted: Maximum call stack")));
  assert.equal(showing.at(-1), "{ a: 1 }");
});
