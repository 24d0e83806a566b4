import assert from "node:assert/strict";
import { test } from "node:test";
import { referenceIds } from "../../server/course/reference.ts";
import { memberEntry, referenceEntry } from "../../web/code/reference-entry.ts";

test("PA22 an imported name leads to its entry, under its own name and in any form of import", () => {
  const source = [
    'import { type Socket, select as first } from "ws101";',
    'import WebSocket, { WebSocketServer } from "ws";',
    "import {\n  setTimeout,\n  setInterval,\n} from 'node:timers/promises';",
    'import { readFile } from "./mine.ts";',
  ].join("\n");
  const entries = ["Socket", "first", "WebSocketServer", "setInterval"].map((name) => referenceEntry(source, name));
  assert.deepEqual(entries, ["ws101-Socket", "ws101-select", "ws-WebSocketServer", "timers-promises-setInterval"]);
  for (const entry of entries) assert.ok(referenceIds().has(entry ?? ""), String(entry));
  for (const name of ["select", "socket", "WebSocket", "type", "readFile"])
    assert.equal(referenceEntry(source, name), null, name);
});

test("PA22 a member leads to the entry of the type that declares it", () => {
  const found = (file: string, containerName: string) =>
    memberEntry([{ fileName: `file:///types/${file}.d.ts`, containerName, name: "send" }]);
  for (const [file, type] of [
    ["ws101", "Socket"],
    ["ws", "WebSocket"],
    ["ws", "WebSocketServer"],
  ] as const) {
    const link = found(file, type);
    assert.equal(link?.name, type);
    assert.ok(referenceIds().has(link?.entry ?? ""), type);
  }
  for (const link of [
    found("node", "EventEmitter"),
    found("ws101", "__type"),
    found("ws101", ""),
    memberEntry(undefined),
  ])
    assert.equal(link, null);
});
