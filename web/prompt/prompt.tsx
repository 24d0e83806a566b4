// The prompt at the bottom of the console, which controls clients and time from the keyboard.
import { type KeyboardEvent, useEffect, useId, useMemo, useReducer, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { type Completion, completionsOf } from "./command-words.ts";
import { createHistory } from "./prompt-history.ts";
import { emptyPrompt, promptKey, reducePrompt } from "./prompt-state.ts";
import { CommandRunner } from "./run-command.ts";

interface PromptProps {
  readonly session: LessonSession;
  /** Called after a command, whose output should be visible. */
  readonly submitted: () => void;
}

export function Prompt({ session, submitted }: PromptProps) {
  const [state, dispatch] = useReducer(reducePrompt, emptyPrompt);
  const id = useId();
  const history = useMemo(() => createHistory(window.localStorage, session.lesson.slug), [session]);
  const runner = useRunner(session);
  const submit = () => {
    if (state.text.trim() === "") return;
    history.add(state.text);
    runner?.run(state.text);
    dispatch({ type: "submitted" });
    submitted();
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const { selectionStart, value } = event.currentTarget;
    const isAtEnd = selectionStart === value.length;
    const choices = () => (isAtEnd ? completionsOf(value, session.clients.names()) : []);
    const action = promptKey(event, state, history.lines(), choices);
    if (action === null) return;
    event.preventDefault();
    if (action === "submit") submit();
    else dispatch(action);
  };
  const isOpen = state.choices.length > 0;
  return (
    <div className="prompt row strip sunk line-above">
      <label htmlFor={`${id}-field`}>
        <span aria-hidden="true">&gt;</span>
        <span className="unseen">Command for clients and time</span>
      </label>
      <input
        id={`${id}-field`}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-choices`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen ? `${id}-choice-${state.active}` : undefined}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="send"
        placeholder="connect b, b send hello, +30s, help"
        value={state.text}
        onChange={({ target }) => dispatch({ type: "typed", text: target.value })}
        onKeyDown={onKey}
        onBlur={() => dispatch({ type: "dismiss" })}
      />
      <Completions
        id={id}
        choices={state.choices}
        active={state.active}
        choose={(index) => dispatch({ type: "choose", index })}
      />
    </div>
  );
}

/** null before the first effect. */
function useRunner(session: LessonSession): CommandRunner | null {
  const [runner, setRunner] = useState<CommandRunner | null>(null);
  useEffect(() => {
    const created = new CommandRunner(session);
    setRunner(created);
    return () => created.dispose();
  }, [session]);
  return runner;
}

interface CompletionsProps {
  /** The list's id is `<id>-choices`; its options' ids are `<id>-choice-0` and so on. */
  readonly id: string;
  readonly choices: readonly Completion[];
  readonly active: number;
  readonly choose: (index: number) => void;
}

function Completions({ id, choices, active, choose }: CompletionsProps) {
  return (
    <div
      className="prompt-choices small raised scroll"
      id={`${id}-choices`}
      role="listbox"
      aria-label="Completions"
      hidden={choices.length === 0}
    >
      {choices.map(({ line, label, what }, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
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
