// State of the prompt's field: its text, its position in the history, the list of completions, and its keys.
import { isKey } from "../shell/keys.ts";
import { type Completion, commonLine } from "./command-words.ts";

export interface PromptState {
  readonly text: string;
  /** How many lines back in the history; 0 is the new line. */
  readonly back: number;
  /** The new line while an older one is shown. */
  readonly draft: string;
  readonly choices: readonly Completion[];
  readonly active: number;
}

export type PromptAction =
  | { readonly type: "typed"; readonly text: string }
  | { readonly type: "back" | "forward"; readonly lines: readonly string[] }
  /** Completes as far as possible and lists the choices when there are several. */
  | { readonly type: "complete"; readonly choices: readonly Completion[] }
  | { readonly type: "list"; readonly choices: readonly Completion[] }
  | { readonly type: "move"; readonly by: number }
  | { readonly type: "choose"; readonly index: number }
  | { readonly type: "dismiss" }
  | { readonly type: "submitted" };

export const emptyPrompt: PromptState = { text: "", back: 0, draft: "", choices: [], active: 0 };

export function reducePrompt(state: PromptState, action: PromptAction): PromptState {
  switch (action.type) {
    case "typed":
      return typed(action.text);
    case "back":
      return recall(state, action.lines, state.back + 1);
    case "forward":
      return recall(state, action.lines, state.back - 1);
    case "complete":
      return complete(state, action.choices);
    case "list":
      return { ...state, choices: action.choices, active: 0 };
    case "move":
      return { ...state, active: wrap(state.active + action.by, state.choices.length) };
    case "choose": {
      const choice = state.choices[action.index];
      return choice === undefined ? state : typed(choice.line);
    }
    case "dismiss":
      return { ...state, choices: [], active: 0 };
    case "submitted":
      return emptyPrompt;
    default:
      return action satisfies never;
  }
}

const typed = (text: string): PromptState => ({ ...emptyPrompt, text, draft: text });

function recall(state: PromptState, lines: readonly string[], back: number): PromptState {
  if (back < 0 || back > lines.length) return state;
  const draft = state.back === 0 ? state.text : state.draft;
  const text = back === 0 ? draft : (lines[lines.length - back] ?? "");
  return { ...emptyPrompt, text, back, draft };
}

function complete(state: PromptState, choices: readonly Completion[]): PromptState {
  const line = commonLine(choices);
  if (choices.length === 1) return typed(line);
  const longer = line.length > state.text.length ? typed(line) : state;
  return { ...longer, choices, active: 0 };
}

const wrap = (index: number, count: number): number => (count === 0 ? 0 : (index + count) % count);

type PressedKey = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey">;

/** What a key does. null leaves it to the browser: Tab moves the focus when there is nothing to complete. */
export function promptKey(
  pressed: PressedKey,
  state: PromptState,
  lines: readonly string[],
  choices: () => readonly Completion[],
): PromptAction | "submit" | null {
  const { key, shiftKey, ctrlKey, altKey, metaKey } = pressed;
  if (isKey(pressed, "list-commands")) return withChoices("list", choices());
  if (ctrlKey || metaKey) return null;
  if (state.choices.length > 0) return listKey(key, shiftKey, state);
  switch (key) {
    case "Enter":
      return "submit";
    case "ArrowUp":
      return { type: "back", lines };
    case "ArrowDown":
      return altKey ? withChoices("list", choices()) : { type: "forward", lines };
    case "Escape":
      return state.text === "" ? null : { type: "typed", text: "" };
    case "Tab":
      return shiftKey || state.text === "" ? null : withChoices("complete", choices());
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

function withChoices(type: "complete" | "list", choices: readonly Completion[]): PromptAction | null {
  return choices.length === 0 ? null : { type, choices };
}
