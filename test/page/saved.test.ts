import assert from "node:assert/strict";
import { test } from "node:test";
import {
  keepProblem,
  mostSaved,
  noneSaved,
  readSaved,
  reduceSaved,
  type SavedAction,
  type SavedMessage,
  suggestedName,
} from "../../web/clients/saved-messages.ts";
import { reduceAll } from "../../web/ui/store.ts";

const message = (id: string, over: Partial<SavedMessage> = {}): SavedMessage => {
  return { id, name: id, kind: "text", encoding: "hex", text: `text of ${id}`, ...over };
};
const after = (...actions: SavedAction[]) => reduceAll(reduceSaved, noneSaved, actions);
const keep = (id: string, over: Partial<SavedMessage> = {}): SavedAction => ({
  type: "keep",
  message: message(id, over),
});

test("BE6 a message is kept by its name, replaced by the same name, deleted and brought back where it stood", () => {
  const three = [keep("a"), keep("b"), keep("c")];
  const names = (...more: SavedAction[]) =>
    after(...three, ...more).messages.map(({ name, text }) => `${name}:${text}`);
  assert.deepEqual(names({ type: "delete", id: "b" }), ["a:text of a", "c:text of c"]);
  assert.deepEqual(names({ type: "delete", id: "b" }, { type: "undo" }), names());
  assert.deepEqual(names({ type: "undo" }), names());
  assert.deepEqual(names(keep("b2", { name: " b ", text: "new" })), ["a:text of a", "b:new", "c:text of c"]);
  assert.equal(suggestedName({ kind: "json", encoding: "hex", text: '{"type":"join","room":"blue"}' }), "join");
  assert.equal(suggestedName({ kind: "text", encoding: "hex", text: "  a long\n message with many words" }).length, 24);
});

test("BE6 at most 50 messages are kept, and one too many says so", () => {
  const full = after(...Array.from({ length: mostSaved + 5 }, (_, index) => keep(String(index))));
  assert.equal(full.messages.length, mostSaved);
  assert.match(keepProblem(full, "new") ?? "", /50 messages/);
  assert.equal(keepProblem(full, "3"), null, "a name that is there is replaced");
  assert.notEqual(keepProblem(noneSaved, " "), null);
});

test("BE6 corrupt storage costs what is corrupt and nothing else", () => {
  for (const text of [null, "", "{", "7", '{"0":{}}', "null", `"${"x".repeat(100)}"`])
    assert.deepEqual(readSaved(text), []);
  const odd = [message("a"), { id: "b" }, null, message("a"), { ...message("c"), kind: "odd" }, message("d")];
  assert.deepEqual(
    readSaved(JSON.stringify(odd)).map(({ id }) => id),
    ["a", "d"],
  );
  const many = Array.from({ length: 80 }, (_, index) => message(String(index)));
  assert.equal(readSaved(JSON.stringify(many)).length, mostSaved);
});
