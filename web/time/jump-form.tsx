// A free amount to move the clock by: 45s, 1500ms, 2m.
import { useId, useState } from "react";
import { parseAmount } from "./amount.ts";

export function JumpForm({ advance }: { readonly advance: (ms: number) => void }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();
  return (
    <form
      className="jump-form"
      onSubmit={(event) => {
        event.preventDefault();
        const amount = parseAmount(text);
        setProblem(amount.ok ? null : amount.problem);
        if (amount.ok) advance(amount.ms);
      }}
    >
      <input
        aria-label="Move the clock by"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        placeholder="2m"
        size={6}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="small" aria-label="Move the clock by this much">
        +
      </button>
      {problem === null ? null : (
        <p id={problemId} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
