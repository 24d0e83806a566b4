import assert from "node:assert/strict";
import { builtinModules } from "node:module";
import { test } from "node:test";
import { globalRefusal, importRefusal, refusedGlobals } from "../../server/protocol/refusals.ts";
import { rooms } from "./guest-room.ts";

const importable = [
  "ws101",
  "ws",
  "events",
  "node:events",
  "buffer",
  "node:buffer",
  "timers",
  "node:timers",
  "timers/promises",
  "node:timers/promises",
];

test("GU53 importable modules are not refused and can be imported", () => {
  for (const specifier of importable) {
    assert.equal(importRefusal(specifier), null);
    using room = rooms.open(
      `import * as all from "${specifier}"; console.log(Object.keys(all).length > 0); export default () => {};`,
    );
    assert.deepEqual(room.logs(), ["true"]);
  }
});

const refused: readonly (readonly [string, RegExp])[] = [
  ["fs", /a handler has no files\. Keep the data in a variable/],
  ["node:fs/promises", /^"fs\/promises" is not available: a handler has no files/],
  ["net", /the room is the server.*WebSocketServer/],
  ["http", /the room is the server/],
  ["node:https", /the room is the server/],
  ["express", /the room is the server/],
  ["axios", /cannot open connections/],
  ["process", /cannot see or end the process/],
  ["child_process", /cannot start programs or threads/],
  ["crypto", /`crypto\.randomUUID\(\)`.*globals and need no import/],
  ["url", /`URL`.*globals/],
  ["stream/web", /^"stream\/web" is not available: read a socket/],
  ["lodash", /^"lodash" is not available: a handler runs in a sandbox without npm packages/],
  ["@scope/pkg", /without npm packages/],
  ["./other.ts", /a handler is a single file/],
  ["../x", /a handler is a single file/],
  ["/etc/passwd", /a handler is a single file/],
  ["#internal", /a handler is a single file/],
  ["https://esm.sh/x", /nothing is loaded from the network/],
  ["data:text/javascript,1", /nothing is loaded from the network or from data URLs/],
  ["file:///x", /nothing is loaded/],
  ["ws101/checks", /it is for a lesson's checks\.ts/],
  ["", /is not available/],
  ["__proto__", /without npm packages/],
  ["constructor", /without npm packages/],
];
for (const [specifier, expected] of refused) {
  test(`GU55 importing "${specifier}" is refused with a sentence, and does not load`, () => {
    assert.match(importRefusal(specifier) ?? "", expected);
    assert.notEqual(rooms.problemOf(`import * as it from ${JSON.stringify(specifier)}; export default () => {};`), "");
  });
}

test("GU55 every other module of Node has its own sentence, with and without node:", () => {
  for (const name of builtinModules.filter((each) => !each.startsWith("_") && !importable.includes(each))) {
    for (const specifier of [name, `node:${name.replace(/^node:/, "")}`]) {
      const sentence = importRefusal(specifier);
      assert.ok(sentence !== null && !sentence.includes("without npm packages"), `${specifier}: ${sentence}`);
    }
  }
});

test("GU55 every refusal names what was requested and ends with a period", () => {
  const sentences = [
    ...refused.slice(0, 21).map(([specifier]) => importRefusal(specifier) ?? ""),
    ...refusedGlobals.map(globalRefusal),
  ];
  for (const sentence of sentences) assert.match(sentence, /^["`].+["`] .+\.$/);
});
