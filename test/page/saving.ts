// An autosave whose server is the test: each save waits in `asked` for its answer.
import assert from "node:assert/strict";
import type { Code } from "../../server/protocol/http.ts";
import { Autosave } from "../../web/code/autosave.ts";
import { emptyDraft, reduceDraft } from "../../web/code/draft.ts";
import { createDraftStorage } from "../../web/code/draft-storage.ts";
import type { Save, SaveAnswer } from "../../web/net/calls.ts";
import { createStore } from "../../web/ui/store.ts";
import { code } from "./made.ts";
import { memoryStorage } from "./memory-storage.ts";

interface Asked {
  readonly save: Save;
  answer(answer: SaveAnswer): void;
}

interface Beginning {
  readonly storage?: Storage;
  readonly page?: string;
  /** What the page opens with. */
  readonly opens?: Code;
  /** What the server has when it is asked for the newest code. */
  readonly newest?: Code;
  readonly now?: () => number;
  readonly isYielding?: boolean;
}

export function begin({
  storage = memoryStorage(),
  page = "page",
  opens = code(),
  newest = opens,
  now,
  isYielding = false,
}: Beginning = {}) {
  const asked: Asked[] = [];
  let heard = Promise.withResolvers<void>();
  const draft = createStore(reduceDraft, emptyDraft);
  const draftStorage = createDraftStorage(storage, "echo", page);
  const save = (asking: Save) => {
    const { promise, resolve } = Promise.withResolvers<SaveAnswer>();
    asked.push({ save: asking, answer: resolve });
    heard.resolve();
    heard = Promise.withResolvers<void>();
    return promise;
  };
  const autosave = new Autosave({
    draft,
    storage: draftStorage,
    save,
    newest: () => Promise.resolve({ ok: true, value: newest }),
    swap: () => "keep",
    debounceMs: 0,
    isYielding,
    ...(now && { now }),
  });
  const [local = null] = draftStorage.leftovers("loop");
  if (local) draftStorage.set("loop", local);
  draft.dispatch({ type: "opened", code: opens, local });
  const next = async (count: number): Promise<Asked> => {
    while (asked.length < count) await heard.promise;
    const found = asked[count - 1];
    assert.ok(found);
    return found;
  };
  return { autosave, draft, storage: draftStorage, asked, next };
}
