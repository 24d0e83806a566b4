// Which key does what at the prompt: history while the list is closed, the list while it is open.
import { isKey } from "../shell/keys.ts";
import type { Completion } from "./completion.ts";
import type { PromptAction, PromptState } from "./prompt-state.ts";

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** null leaves the key to the browser: Tab goes on when there is nothing to complete. */
export function promptKey(
  pressed: Key,
  state: PromptState,
  lines: readonly string[],
  choices: () => readonly Completion[],
): PromptAction | "give" | null {
  const { key, shiftKey, ctrlKey, altKey, metaKey } = pressed;
  if (isKey(pressed, "list-commands")) return list(choices());
  if (ctrlKey || metaKey) return null;
  if (state.choices.length > 0) return listKey(key, shiftKey, state);
  switch (key) {
    case "Enter":
      return "give";
    case "ArrowUp":
      return { type: "back", lines };
    case "ArrowDown":
      return altKey ? list(choices()) : { type: "forth", lines };
    case "Escape":
      return state.text === "" ? null : { type: "typed", text: "" };
    case "Tab":
      return shiftKey || state.text === "" ? null : completion(choices());
    default:
      return null;
  }
}

function listKey(key: string, shiftKey: boolean, { active }: PromptState): PromptAction | null {
  switch (key) {
    case "Enter":
      return { type: "choose", index: active };
    case "Tab":
      return shiftKey ? null : { type: "choose", index: active };
    case "ArrowUp":
      return { type: "move", by: -1 };
    case "ArrowDown":
      return { type: "move", by: 1 };
    case "Escape":
      return { type: "dismiss" };
    default:
      return null;
  }
}

function completion(choices: readonly Completion[]): PromptAction | null {
  return choices.length === 0 ? null : { type: "complete", choices };
}

function list(choices: readonly Completion[]): PromptAction | null {
  return choices.length === 0 ? null : { type: "list", choices };
}
