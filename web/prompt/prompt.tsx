// The line at the bottom of the console where clients and time are driven by keyboard.
import { type KeyboardEvent, useEffect, useId, useMemo, useReducer, useRef, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { completionsOf } from "./completion.ts";
import { PromptChoices } from "./prompt-choices.tsx";
import { createHistory } from "./prompt-history.ts";
import { promptKey } from "./prompt-keys.ts";
import { emptyPrompt, reducePrompt } from "./prompt-state.ts";
import { CommandRunner } from "./run-command.ts";
import { sessionDrivers } from "./session-drivers.ts";

interface PromptProps {
  readonly session: LessonSession;
  /** Something was given to it: what it answers is to be seen. */
  readonly given: () => void;
}

export function Prompt({ session, given }: PromptProps) {
  const [state, dispatch] = useReducer(reducePrompt, emptyPrompt);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const history = useMemo(() => createHistory(window.localStorage, session.lesson.slug), [session]);
  const carrier = useCarrier(session);
  const give = () => {
    if (state.text.trim() === "") return;
    history.add(state.text);
    carrier?.run(state.text);
    dispatch({ type: "given" });
    given();
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const { selectionStart, value } = event.currentTarget;
    const isAtEnd = selectionStart === value.length;
    const choices = () =>
      isAtEnd
        ? completionsOf(
            value,
            session.bench.get().clients.map(({ name }) => name),
          )
        : [];
    const action = promptKey(event, state, history.lines(), choices);
    if (action === null) return;
    event.preventDefault();
    if (action === "give") give();
    else dispatch(action);
  };
  const isOpen = state.choices.length > 0;
  return (
    <div className="prompt">
      <label htmlFor={`${id}-field`}>
        <span aria-hidden="true">&gt;</span>
        <span className="unseen">Command for clients and time</span>
      </label>
      <input
        id={`${id}-field`}
        ref={field}
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
      <PromptChoices
        id={id}
        choices={state.choices}
        active={state.active}
        choose={(index) => dispatch({ type: "choose", index })}
      />
    </div>
  );
}

/** null only before the first paint. */
function useCarrier(session: LessonSession): CommandRunner | null {
  const [carrier, setCarrier] = useState<CommandRunner | null>(null);
  useEffect(() => {
    const made = new CommandRunner(sessionDrivers(session));
    setCarrier(made);
    return () => made.dispose();
  }, [session]);
  return carrier;
}
