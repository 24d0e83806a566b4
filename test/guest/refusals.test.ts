import assert from "node:assert/strict";
import { builtinModules } from "node:module";
import { after, test } from "node:test";
import { globalRefusal, refusal, refusedGlobals } from "../../server/guest/refusals.ts";
import { guestRooms } from "./guest-room.ts";

const rooms = await guestRooms();
after(() => rooms[Symbol.dispose]());

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

test("GU130 what a handler may import is refused by no sentence, and is there", () => {
  for (const specifier of importable) {
    assert.equal(refusal(specifier), null);
    using room = rooms.open(
      `import * as all from "${specifier}"; console.log(Object.keys(all).length > 0); export default () => {};`,
    );
    assert.deepEqual(room.logs(), ["true"]);
  }
});

const refused: readonly (readonly [string, RegExp])[] = [
  ["fs", /a handler has no files\. Keep what you need in a variable/],
  ["node:fs/promises", /^"fs\/promises" is not here: a handler has no files/],
  ["net", /the room is the server.*WebSocketServer/],
  ["http", /the room is the server/],
  ["node:https", /the room is the server/],
  ["express", /the room is the server/],
  ["axios", /opens no connections of its own/],
  ["process", /cannot see or end the program/],
  ["child_process", /cannot start programs or threads/],
  ["crypto", /`crypto\.randomUUID\(\)`.*globals, no import needed/],
  ["url", /`URL`.*globals/],
  ["stream/web", /^"stream\/web" is not here: read a socket/],
  ["lodash", /^"lodash" is not here: a handler runs in a sandbox without npm/],
  ["@scope/pkg", /without npm/],
  ["./other.ts", /a handler is one file/],
  ["../x", /a handler is one file/],
  ["/etc/passwd", /a handler is one file/],
  ["#internal", /a handler is one file/],
  ["https://esm.sh/x", /nothing is loaded from the network/],
  ["data:text/javascript,1", /nothing is loaded from the network or from data/],
  ["file:///x", /nothing is loaded/],
  ["ws101/checks", /belongs in a lesson's checks\.ts/],
  ["", /is not here/],
  ["__proto__", /without npm/],
  ["constructor", /without npm/],
];
for (const [specifier, expected] of refused) {
  test(`GU131 importing "${specifier}" is refused with a sentence, and does not load`, () => {
    assert.match(refusal(specifier) ?? "", expected);
    assert.notEqual(rooms.problemOf(`import * as it from ${JSON.stringify(specifier)}; export default () => {};`), "");
  });
}

test("GU132 every module of Node that is not here has a sentence of its own, with and without node:", () => {
  for (const name of builtinModules.filter((each) => !each.startsWith("_") && !importable.includes(each))) {
    for (const specifier of [name, `node:${name.replace(/^node:/, "")}`]) {
      const sentence = refusal(specifier);
      assert.ok(sentence !== null && !sentence.includes("without npm"), `${specifier}: ${sentence}`);
    }
  }
});

test("GU133 every sentence is a sentence or two, names what was asked for, and ends", () => {
  const sentences = [
    ...refused.slice(0, 21).map(([specifier]) => refusal(specifier) ?? ""),
    ...refusedGlobals.map(globalRefusal),
  ];
  for (const sentence of sentences) assert.match(sentence, /^["`].+["`] .+\.$/);
});
