// The list of what the prompt's text may become, above the prompt while it is open.
import type { Completion } from "./completion.ts";

interface PromptChoicesProps {
  /** The list is `<id>-choices`, its options `<id>-choice-0` and so on. */
  readonly id: string;
  readonly choices: readonly Completion[];
  readonly active: number;
  readonly choose: (index: number) => void;
}

export function PromptChoices({ id, choices, active, choose }: PromptChoicesProps) {
  return (
    <div
      className="prompt-choices"
      id={`${id}-choices`}
      role="listbox"
      aria-label="Completions"
      hidden={choices.length === 0}
    >
      {choices.map(({ line, label, what }, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the prompt, which names the active one
        // biome-ignore lint/a11y/useKeyWithClickEvents: the prompt has the keys
        <div
          key={line}
          id={`${id}-choice-${index}`}
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(index)}
        >
          <b>{label}</b> <span>{what}</span>
        </div>
      ))}
    </div>
  );
}
