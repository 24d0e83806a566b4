import assert from "node:assert/strict";
import { test } from "node:test";
import {
  maxSaved,
  noneSaved,
  parseSaved,
  reduceSaved,
  type SavedAction,
  type SavedMessage,
  saveProblem,
  suggestedName,
} from "../../web/clients/composer/saved-messages.ts";
import { reduceAll } from "../../web/ui/store.ts";

const message = (id: string, over: Partial<SavedMessage> = {}): SavedMessage => {
  return { id, name: id, kind: "text", encoding: "hex", text: `text of ${id}`, ...over };
};
const after = (...actions: SavedAction[]) => reduceAll(reduceSaved, noneSaved, actions);
const save = (id: string, over: Partial<SavedMessage> = {}): SavedAction => ({
  type: "save",
  message: message(id, over),
});

test("BE6 a message is saved under a name, replaced under the same name, deleted, and restored in place", () => {
  const three = [save("a"), save("b"), save("c")];
  const names = (...more: SavedAction[]) =>
    after(...three, ...more).messages.map(({ name, text }) => `${name}:${text}`);
  assert.deepEqual(names({ type: "delete", id: "b" }), ["a:text of a", "c:text of c"]);
  assert.deepEqual(names({ type: "delete", id: "b" }, { type: "undo" }), names());
  assert.deepEqual(names({ type: "undo" }), names());
  assert.deepEqual(names(save("b2", { name: " b ", text: "new" })), ["a:text of a", "b:new", "c:text of c"]);
  assert.equal(suggestedName({ kind: "json", encoding: "hex", text: '{"type":"join","room":"blue"}' }), "join");
  assert.equal(suggestedName({ kind: "text", encoding: "hex", text: "  a long\n message with many words" }).length, 24);
});

test("BE6 at most 50 messages are saved; one more is refused with a reason", () => {
  const full = after(...Array.from({ length: maxSaved + 5 }, (_, index) => save(String(index))));
  assert.equal(full.messages.length, maxSaved);
  assert.match(saveProblem(full, "new") ?? "", /50 messages/);
  assert.equal(saveProblem(full, "3"), null, "an existing name is replaced");
  assert.notEqual(saveProblem(noneSaved, " "), null);
});

test("BE6 corrupt entries in storage are skipped", () => {
  for (const text of [null, "", "{", "7", '{"0":{}}', "null", `"${"x".repeat(100)}"`])
    assert.deepEqual(parseSaved(text), []);
  const odd = [message("a"), { id: "b" }, null, message("a"), { ...message("c"), kind: "odd" }, message("d")];
  assert.deepEqual(
    parseSaved(JSON.stringify(odd)).map(({ id }) => id),
    ["a", "d"],
  );
  const many = Array.from({ length: 80 }, (_, index) => message(String(index)));
  assert.equal(parseSaved(JSON.stringify(many)).length, maxSaved);
});
