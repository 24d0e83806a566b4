// State of a lesson's saved messages: named, sent from any client, deleted with undo.
import { z } from "zod";
import { attempt } from "../../ui/attempt.ts";
import { encodings, kinds, type Message } from "./composer-state.ts";

export const maxSaved = 50;
export const maxNameCharacters = 40;

export interface SavedMessage extends Message {
  readonly id: string;
  readonly name: string;
}

export interface Saved {
  readonly messages: readonly SavedMessage[];
  /** The last deleted message and its index. */
  readonly deleted: { readonly message: SavedMessage; readonly at: number } | null;
}

export type SavedAction =
  | { readonly type: "set"; readonly messages: readonly SavedMessage[] }
  | { readonly type: "save"; readonly message: SavedMessage }
  | { readonly type: "delete"; readonly id: string }
  | { readonly type: "undo" };

export const noneSaved: Saved = { messages: [], deleted: null };

export function reduceSaved(saved: Saved, action: SavedAction): Saved {
  switch (action.type) {
    case "set":
      return { messages: action.messages.slice(0, maxSaved), deleted: null };
    case "save":
      return save(saved, action.message);
    case "delete":
      return remove(saved, action.id);
    case "undo":
      return undo(saved);
    default:
      return action satisfies never;
  }
}

/** Why a message cannot be saved under this name, or null. An existing name is replaced. */
export function saveProblem(saved: Saved, name: string): string | null {
  const isNew = !saved.messages.some((message) => message.name === name.trim());
  if (name.trim() === "") return "A message needs a name.";
  if (isNew && saved.messages.length >= maxSaved) return `${maxSaved} messages are already saved. Delete one first.`;
  return null;
}

const typedSchema = z.object({ type: z.string().min(1) });

/** The `type` of a JSON message, or the first words. */
export function suggestedName({ kind, text }: Message): string {
  const type = kind === "json" ? attempt(() => typedSchema.parse(JSON.parse(text)).type) : undefined;
  const words = type ?? text;
  return words.trim().replaceAll(/\s+/g, " ").slice(0, 24);
}

function save(saved: Saved, message: SavedMessage): Saved {
  const name = message.name.trim().slice(0, maxNameCharacters);
  if (saveProblem(saved, name) !== null) return saved;
  const named = { ...message, name };
  const at = saved.messages.findIndex((each) => each.name === name);
  const messages = at < 0 ? [...saved.messages, named] : saved.messages.with(at, named);
  return { messages, deleted: null };
}

function remove(saved: Saved, id: string): Saved {
  const at = saved.messages.findIndex((message) => message.id === id);
  const message = saved.messages[at];
  if (message === undefined) return saved;
  return { messages: saved.messages.toSpliced(at, 1), deleted: { message, at } };
}

function undo({ messages, deleted }: Saved): Saved {
  if (deleted === null) return { messages, deleted };
  return { messages: messages.toSpliced(deleted.at, 0, deleted.message), deleted: null };
}

const messageSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(maxNameCharacters),
  kind: z.enum(kinds),
  encoding: z.enum(encodings),
  text: z.string().max(256 << 10),
});

/** Parses what the browser's storage holds; skips invalid and duplicate messages. */
export function parseSaved(text: string | null): SavedMessage[] {
  const messages = parseList(text, messageSchema) ?? [];
  const ids = messages.map(({ id }) => id);
  return messages.filter(({ id }, index) => ids.indexOf(id) === index).slice(0, maxSaved);
}

/** The valid items of a stored list; null when the text is not a list. */
export function parseList<T>(text: string | null, schema: z.ZodType<T>): T[] | null {
  const found = attempt(() => z.array(z.unknown()).parse(JSON.parse(text ?? "")));
  return found?.flatMap((one) => schema.safeParse(one).data ?? []) ?? null;
}
