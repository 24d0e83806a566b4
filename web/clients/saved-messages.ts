// Messages that the learner keeps for this lesson: named, sent from any client with one click, deleted with a way back.
import { z } from "zod";
import { encodings, kinds, type Written } from "./composer-state.ts";

export const mostSaved = 50;
export const mostNameCharacters = 40;

export interface SavedMessage extends Written {
  readonly id: string;
  readonly name: string;
}

export interface Saved {
  readonly messages: readonly SavedMessage[];
  /** The one that was deleted last, and where it stood. */
  readonly deleted: { readonly message: SavedMessage; readonly at: number } | null;
}

export type SavedAction =
  | { readonly type: "set"; readonly messages: readonly SavedMessage[] }
  | { readonly type: "keep"; readonly message: SavedMessage }
  | { readonly type: "delete"; readonly id: string }
  | { readonly type: "undo" };

export const noneSaved: Saved = { messages: [], deleted: null };

export function reduceSaved(saved: Saved, action: SavedAction): Saved {
  switch (action.type) {
    case "set":
      return { messages: action.messages.slice(0, mostSaved), deleted: null };
    case "keep":
      return kept(saved, action.message);
    case "delete":
      return deleted(saved, action.id);
    case "undo":
      return undone(saved);
    default:
      return action satisfies never;
  }
}

/** Why it cannot be kept, or null. A name that is taken replaces what it named. */
export function keepProblem(saved: Saved, name: string): string | null {
  const isNew = !saved.messages.some((message) => message.name === name.trim());
  if (name.trim() === "") return "A message needs a name.";
  if (isNew && saved.messages.length >= mostSaved) return `${mostSaved} messages are kept already: delete one first.`;
  return null;
}

const typedSchema = z.object({ type: z.string().min(1) });

/** A name to begin with: what JSON calls its `type`, or the first words. */
export function suggestedName({ kind, text }: Written): string {
  const words = (kind === "json" ? typeOf(text) : null) ?? text;
  return words.trim().replaceAll(/\s+/g, " ").slice(0, 24);
}

function typeOf(text: string): string | null {
  try {
    return typedSchema.parse(JSON.parse(text)).type;
  } catch {
    return null;
  }
}

function kept(saved: Saved, message: SavedMessage): Saved {
  const name = message.name.trim().slice(0, mostNameCharacters);
  if (keepProblem(saved, name) !== null) return saved;
  const named = { ...message, name };
  const at = saved.messages.findIndex((each) => each.name === name);
  const messages = at < 0 ? [...saved.messages, named] : saved.messages.with(at, named);
  return { messages, deleted: null };
}

function deleted(saved: Saved, id: string): Saved {
  const at = saved.messages.findIndex((message) => message.id === id);
  const message = saved.messages[at];
  if (message === undefined) return saved;
  return { messages: saved.messages.toSpliced(at, 1), deleted: { message, at } };
}

function undone({ messages, deleted }: Saved): Saved {
  if (deleted === null) return { messages, deleted };
  return { messages: messages.toSpliced(deleted.at, 0, deleted.message), deleted: null };
}

const messageSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(mostNameCharacters),
  kind: z.enum(kinds),
  encoding: z.enum(encodings),
  text: z.string().max(256 << 10),
});

/** From the browser's storage, where anything may lie: what can be read is kept, the rest is not. */
export function readSaved(text: string | null): SavedMessage[] {
  try {
    const found = z.array(z.unknown()).parse(JSON.parse(text ?? "[]"));
    const messages = found.flatMap((one) => messageSchema.safeParse(one).data ?? []);
    const ids = messages.map(({ id }) => id);
    return messages.filter(({ id }, index) => ids.indexOf(id) === index).slice(0, mostSaved);
  } catch {
    return [];
  }
}
