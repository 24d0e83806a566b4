import assert from "node:assert/strict";
import { test } from "node:test";
import { commonLine, completionsOf } from "../../web/prompt/command-words.ts";
import { createHistory, keptLines } from "../../web/prompt/prompt-history.ts";
import { emptyPrompt, type PromptAction, promptKey, reducePrompt } from "../../web/prompt/prompt-state.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { memoryStorage } from "./memory-storage.ts";

const names = ["A", "B", "My phone"];
const lines = (text: string) => completionsOf(text, names).map(({ line }) => line);
const after = (...actions: PromptAction[]) => reduceAll(reducePrompt, emptyPrompt, actions);
const typed = (text: string): PromptAction => ({ type: "typed", text });

test("PR13 completion offers words, names and arguments at the end of the line", () => {
  assert.deepEqual(lines("con"), ["connect "]);
  assert.deepEqual(lines("c"), ["connect ", "clients", "check", "clear"]);
  assert.deepEqual(lines("m"), ["my phone "]);
  assert.deepEqual(lines("b c"), ["b close ", "b cut", "b connect "]);
  assert.deepEqual(lines("B cl"), ["B close "]);
  assert.deepEqual(lines("my phone pi"), ["my phone ping "]);
  assert.deepEqual(lines("all s"), ["all send ", "all saved ", "all server"]);
  assert.deepEqual(lines("connect "), ["connect all", "connect a", "connect b", "connect my phone"]);
  assert.deepEqual(lines("time s"), ["time stepped"]);
  assert.deepEqual(lines("help clo"), ["help close"]);
  assert.deepEqual(lines("+3"), ["+30s"]);
});

test("PR13 completion offers nothing within free text or after a complete command", () => {
  for (const text of [
    "b send he",
    "b send ",
    "b json {",
    "clear",
    "time real",
    "connect a",
    "nobody s",
    "line 1",
    "b hex 0",
  ]) {
    assert.deepEqual(lines(text), [], text);
  }
});

test("PR13 Tab completes as far as possible, then lists the choices; with nothing to complete it leaves the prompt", () => {
  const tab = { key: "Tab", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  const press = (text: string, shiftKey = false) => {
    const state = after(typed(text));
    return promptKey({ ...tab, shiftKey }, state, [], () => completionsOf(text, names));
  };
  for (const text of ["", "clear", "b send he", "nothing such"]) assert.equal(press(text), null, text);
  assert.equal(press("con", true), null, "Shift+Tab leaves");
  const one = press("con");
  assert.ok(one !== null && one !== "submit");
  assert.equal(reducePrompt(after(typed("con")), one).text, "connect ");
  const many = press("c");
  assert.ok(many !== null && many !== "submit");
  const open = reducePrompt(after(typed("c")), many);
  assert.deepEqual([open.text, open.choices.length, open.active], ["c", 4, 0]);
  assert.equal(commonLine(completionsOf("b c", names)), "b c");
});

test("PR13 in the open list, arrows wrap around, Enter and Tab choose, Escape closes and keeps the text", () => {
  const key = (key: string) => ({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false });
  const open = after(typed("c"), { type: "complete", choices: completionsOf("c", names) });
  const press = (state: typeof open, name: string) => {
    const action = promptKey(key(name), state, ["older"], () => []);
    assert.ok(action !== null && action !== "submit", name);
    return reducePrompt(state, action);
  };
  assert.equal(press(open, "ArrowUp").active, 3);
  assert.equal(press(press(open, "ArrowDown"), "Enter").text, "clients");
  assert.equal(press(open, "Tab").text, "connect ");
  assert.deepEqual([press(open, "Escape").text, press(open, "Escape").choices.length], ["c", 0]);
  assert.equal(reducePrompt(open, typed("cl")).choices.length, 0);
});

test("PR13 arrows step back through the history and forward to the new line", () => {
  const given = ["connect b", "b send hi"];
  const back: PromptAction = { type: "back", lines: given };
  const forward: PromptAction = { type: "forward", lines: given };
  assert.equal(after(typed("half"), back).text, "b send hi");
  assert.equal(after(typed("half"), back, back).text, "connect b");
  assert.equal(after(typed("half"), back, back, back).text, "connect b");
  assert.equal(after(typed("half"), back, back, forward, forward).text, "half");
  assert.equal(after(typed("half"), forward).text, "half");
  assert.equal(after(typed("half"), back, typed("b send ho"), forward).text, "b send ho");
});

test("PR13 history is kept per lesson, limited, without consecutive duplicates", () => {
  const storage = memoryStorage();
  const echo = createHistory(storage, "echo");
  for (const line of ["one", "one", "  ", "two"]) echo.add(line);
  assert.deepEqual(createHistory(storage, "echo").lines(), ["one", "two"]);
  assert.deepEqual(createHistory(storage, "split").lines(), []);
  for (let index = 0; index < keptLines + 5; index++) echo.add(`line ${index}`);
  assert.equal(createHistory(storage, "echo").lines().length, keptLines);
  echo.add("x".repeat(2_000));
  assert.equal(echo.lines().at(-1), `line ${keptLines + 4}`);
});

test("PR13 two tabs share one history", () => {
  const storage = memoryStorage();
  const [one, two] = [createHistory(storage, "echo"), createHistory(storage, "echo")];
  one.add("from one");
  two.add("from two");
  assert.deepEqual(createHistory(storage, "echo").lines(), ["from one", "from two"]);
});

test("PR13 the prompt works with invalid stored data and without storage", () => {
  for (const text of ["{", "[1,2]", '"x"', '{"a":1}', `["${"x".repeat(5_000)}"]`]) {
    const history = createHistory(memoryStorage({ "ws101.prompt.echo": text }), "echo");
    assert.deepEqual(history.lines(), [], text.slice(0, 20));
    history.add("works");
    assert.deepEqual(history.lines(), ["works"]);
  }
  const refusing: Storage = {
    ...memoryStorage(),
    getItem: () => assert.fail("refused"),
    setItem: () => assert.fail("refused"),
  };
  const history = createHistory(refusing, "echo");
  history.add("one");
  history.add("two");
  assert.deepEqual(history.lines(), ["one", "two"]);
});
