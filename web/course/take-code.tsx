// A code from the other device: typed in, and asked about when this browser has work of its own.
import { type FormEvent, useEffect, useId, useRef } from "react";
import { type Taking, workText } from "./devices.ts";

interface TakeCodeProps {
  readonly taking: Taking;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly redeem: (replace: boolean) => void;
  readonly keep: () => void;
}

export function TakeCode({ taking, typed, type, redeem, keep }: TakeCodeProps) {
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== "" && taking.phase === "typing") redeem(false);
  };
  return (
    <section className="take" aria-label="From another device">
      <h3>From another device to here</h3>
      {taking.phase === "sure" ? <Sure taking={taking} redeem={() => redeem(true)} keep={keep} /> : null}
      <form onSubmit={submit} hidden={taking.phase === "sure" || taking.phase === "done"}>
        <label htmlFor={id}>I have a code</label>
        <input
          id={id}
          value={typed}
          onChange={({ target }) => type(target.value)}
          placeholder="K7QM-2XRD"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          aria-describedby={`${id}-about`}
          aria-invalid={taking.phase === "typing" && taking.trouble !== null}
        />
        <button type="submit" aria-disabled={typed === "" || taking.phase === "asked"}>
          Use it
        </button>
        <p id={`${id}-about`}>This browser then shows the lessons of the other one instead of its own.</p>
      </form>
      <p role="status" className={taking.phase === "done" ? "good" : "bad"}>
        {sentence(taking)}
      </p>
    </section>
  );
}

function sentence(taking: Taking): string {
  switch (taking.phase) {
    case "typing":
      return taking.trouble ?? "";
    case "asked":
      return "Asking…";
    case "sure":
      return "";
    case "done":
      return `Done: ${workText({ lessons: taking.lessons, done: taking.passed })}. The page opens anew.`;
    default:
      return taking satisfies never;
  }
}

interface SureProps {
  readonly taking: Extract<Taking, { phase: "sure" }>;
  readonly redeem: () => void;
  readonly keep: () => void;
}

function Sure({ taking, redeem, keep }: SureProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <section className="sure" ref={place} tabIndex={-1} aria-label="This browser has work of its own">
      <p>
        <b>This browser has work of its own: {workText(taking.here)}.</b> It stays on the server, but cannot be reached
        from here any more. To keep a way back, get a code for it above first.
      </p>
      <div className="actions">
        <button type="button" className="danger" onClick={redeem}>
          Leave it and use the code
        </button>
        <button type="button" onClick={keep}>
          Keep what is here
        </button>
      </div>
    </section>
  );
}
