// An instructor edits a member's code: what the member's page and the instructor's page make of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type DraftAction, emptyDraft, reduceDraft } from "../../web/code/draft.ts";
import { conflictText } from "../../web/code/draft-text.ts";
import { groupVersions } from "../../web/code/version-groups.ts";
import { clientName } from "../../web/lesson/lesson-access.ts";
import type { SaveAnswer } from "../../web/net/calls.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { code, report } from "./made.ts";
import { begin } from "./saving.ts";

const after = (...actions: DraftAction[]) => reduceAll(reduceDraft, emptyDraft, actions);
const opens = code({ source: "ana's", version: 7 });
const helped = (version: number, source: string) => code({ source, version, savedAtMs: 500, by: "Kim" });
const changed = (by?: string): SaveAnswer => ({
  ok: false,
  kind: "conflict",
  version: 8,
  savedAtMs: 500,
  ageMs: 5_000,
  ...(by !== undefined && { by }),
});

test("LH6 the text from before the first of an instructor's changes is kept, so that it can be restored", () => {
  const opened = { type: "opened", code: opens, local: null } as const;
  const first = { type: "replaced", code: helped(8, "kim's"), atMs: 500 } as const;
  const second = { type: "replaced", code: helped(9, "kim's more"), atMs: 600 } as const;
  const draft = after(opened, first, second);
  assert.deepEqual([draft.text, draft.help, draft.conflict], ["kim's more", { by: "Kim", before: "ana's" }, null]);
  const again = after(opened, first, { type: "help-dismissed" }, second);
  assert.deepEqual(again.help, { by: "Kim", before: "kim's" }, "a later help begins with the text of its time");
  const reopened = after({ type: "opened", code: helped(9, "kim's more"), local: null });
  assert.deepEqual(reopened.help, { by: "Kim", before: null }, "after a reload, the history has it");
});

test("LH6 what a member types while an instructor saves is kept, however late it arrives", async () => {
  const clock = { ms: 1_000 };
  const { autosave, draft, next } = begin({ opens, newest: helped(8, "kim's"), now: () => clock.ms });
  autosave.edited("ana types");
  clock.ms = 60_000;
  (await next(1)).answer(changed("Kim"));
  const again = await next(2);
  assert.deepEqual([again.save.source, again.save.base, again.save.aside], ["ana types", 8, undefined]);
  again.answer({ ok: true, value: report(9) });
  await autosave.flush();
  assert.deepEqual(draft.get().conflict, { kept: "mine", other: 8, atMs: 500, by: "Kim" });
  const { conflict } = draft.get();
  assert.match(conflict === null ? "" : conflictText(conflict, String).text, /^Kim changed .* Your text was kept/);
  autosave.dispose();
});

test("LH6 an instructor's text gives way to the member's, newer or not, and is not saved", async () => {
  const { autosave, draft, asked, next } = begin({
    opens,
    newest: code({ source: "ana's newer", version: 8 }),
    now: () => 1_000,
    isYielding: true,
  });
  autosave.edited("kim types");
  (await next(1)).answer(changed());
  await autosave.flush();
  assert.deepEqual([draft.get().text, draft.get().version, asked.length], ["ana's newer", 8, 1]);
  autosave.dispose();
});

test("LH6 what the member saves replaces the text at which an instructor looks, but not what they type", () => {
  const opened = { type: "opened", code: opens, local: null } as const;
  const moved = { type: "moved-on", code: code({ source: "ana's newer", version: 8 }) } as const;
  const draft = after(opened, moved);
  assert.deepEqual([draft.text, draft.conflict, draft.help], ["ana's newer", null, null]);
  assert.equal(after(opened, { type: "edited", text: "kim types" }, moved).text, "kim types");
});

test("LH2 the history does not group an instructor's versions with the learner's", () => {
  const version = (number: number, by?: string) => ({
    version: number,
    savedAtMs: number * 1_000,
    bytes: 1,
    loaded: true,
    aside: false,
    ...(by !== undefined && { by }),
  });
  const groups = groupVersions([version(4, "Kim"), version(3, "Kim"), version(2), version(1)], () => false);
  assert.deepEqual(
    groups.map(({ newest, earlier }) => [newest.version, earlier.length]),
    [
      [4, 1],
      [2, 1],
    ],
  );
});

test("LH1 an instructor's clients have their name, as far as a client can have it", () => {
  assert.deepEqual(["Kim", "  Zoë Ångström", "李雷", "A very long name that goes on and on"].map(clientName), [
    "Kim",
    "Zoe Angstrom",
    "Instructor",
    "A very long name tha",
  ]);
});
