// The prompt as it is being typed in: its text, where in the history it is, and the list of completions when it is open.
import { type Completion, commonLine } from "./completion.ts";

export interface PromptState {
  readonly text: string;
  /** How many lines back in the history; 0 is the line that is being written. */
  readonly back: number;
  /** What was being written before the history was looked through. */
  readonly written: string;
  readonly choices: readonly Completion[];
  readonly active: number;
}

export type PromptAction =
  | { readonly type: "typed"; readonly text: string }
  | { readonly type: "back" | "forth"; readonly lines: readonly string[] }
  /** Tab: as far as it is clear, and a list of what it may be when it is not. */
  | { readonly type: "complete"; readonly choices: readonly Completion[] }
  /** The list is asked for, whatever is clear. */
  | { readonly type: "list"; readonly choices: readonly Completion[] }
  | { readonly type: "move"; readonly by: number }
  | { readonly type: "choose"; readonly index: number }
  | { readonly type: "dismiss" }
  | { readonly type: "given" };

export const emptyPrompt: PromptState = { text: "", back: 0, written: "", choices: [], active: 0 };

export function reducePrompt(state: PromptState, action: PromptAction): PromptState {
  switch (action.type) {
    case "typed":
      return { ...emptyPrompt, text: action.text, written: action.text };
    case "back":
      return recalled(state, action.lines, state.back + 1);
    case "forth":
      return recalled(state, action.lines, state.back - 1);
    case "complete":
      return completed(state, action.choices);
    case "list":
      return { ...state, choices: action.choices, active: 0 };
    case "move":
      return { ...state, active: around(state.active + action.by, state.choices.length) };
    case "choose":
      return chosen(state, action.index);
    case "dismiss":
      return { ...state, choices: [], active: 0 };
    case "given":
      return emptyPrompt;
    default:
      return action satisfies never;
  }
}

function recalled(state: PromptState, lines: readonly string[], back: number): PromptState {
  if (back < 0 || back > lines.length) return state;
  const written = state.back === 0 ? state.text : state.written;
  const text = back === 0 ? written : (lines[lines.length - back] ?? "");
  return { ...emptyPrompt, text, back, written };
}

function completed(state: PromptState, choices: readonly Completion[]): PromptState {
  const line = commonLine(choices);
  if (choices.length === 1) return typed(state, line);
  const further = line.length > state.text.length ? typed(state, line) : state;
  return { ...further, choices, active: 0 };
}

function chosen(state: PromptState, index: number): PromptState {
  const choice = state.choices[index];
  return choice === undefined ? state : typed(state, choice.line);
}

const typed = (state: PromptState, text: string): PromptState => reducePrompt(state, { type: "typed", text });

const around = (index: number, count: number): number => (count === 0 ? 0 : (index + count) % count);
