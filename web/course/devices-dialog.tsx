// Dialog for sharing progress with another device: creates a code, or redeems one.
import { type FormEvent, useEffect, useId, useReducer, useRef, useState } from "react";
import { dropDrafts } from "../code/draft-storage.ts";
import { makeDeviceCode, redeemCode } from "../net/calls.ts";
import { CopyButton } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { countdown, type Giving, noDevices, reduceDevices, type Taking, workText } from "./devices.ts";

export function DevicesDialog({ close }: { readonly close: () => void }) {
  const [devices, dispatch] = useReducer(reduceDevices, noDevices);
  const make = async () => {
    dispatch({ type: "ask" });
    dispatch({ type: "code", answer: await makeDeviceCode() });
  };
  const redeem = async (replace: boolean) => {
    dispatch({ type: "redeem" });
    const answer = await redeemCode(devices.typed, replace);
    // Unsent drafts belong to the learner this browser used to be.
    if (answer.ok) dropDrafts(window.localStorage);
    dispatch({ type: "redeemed", answer });
  };
  const isDone = devices.taking.phase === "done";
  useReloadAfter(isDone);
  return (
    <Dialog title="Share progress with another device" close={isDone ? reload : close} className="devices">
      <p>There are no accounts. Progress is saved in this browser. A code shares it with another.</p>
      <GiveCode giving={devices.giving} make={() => void make()} over={() => dispatch({ type: "over" })} />
      <TakeCode
        taking={devices.taking}
        typed={devices.typed}
        type={(text) => dispatch({ type: "type", text })}
        redeem={(replace) => void redeem(replace)}
        keep={() => dispatch({ type: "keep" })}
      />
    </Dialog>
  );
}

const reload = (): void => window.location.assign("/lessons");

/** The page still shows the previous learner's data: reloads once the message has been read. */
function useReloadAfter(isDone: boolean): void {
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(reload, 2_500);
    return () => clearTimeout(timer);
  }, [isDone]);
}

interface GiveCodeProps {
  readonly giving: Giving;
  readonly make: () => void;
  readonly over: () => void;
}

function GiveCode({ giving, make, over }: GiveCodeProps) {
  return (
    <section className="give card stack" aria-label="To another device">
      <h3>To another device</h3>
      {giving.phase === "here" ? (
        <Code code={giving.code.code} expiresAtMs={giving.code.expiresAtMs} over={over} />
      ) : null}
      <p role="status" className="unless-empty">
        {givingText(giving)}
      </p>
      {giving.phase === "here" ? null : (
        <button type="button" onClick={make} aria-disabled={giving.phase === "asked"}>
          {giving.phase === "over" ? "Get a new code" : "Get a code"}
        </button>
      )}
    </section>
  );
}

function givingText(giving: Giving): string {
  switch (giving.phase) {
    case "idle":
      return "";
    case "asked":
      return "Creating a code…";
    case "here":
      return "On the other device, open this course, choose “Use another device” and enter this code. It works once.";
    case "over":
      return "That code has expired.";
    case "failed":
      return giving.message;
    default:
      return giving satisfies never;
  }
}

interface CodeProps {
  readonly code: string;
  readonly expiresAtMs: number;
  readonly over: () => void;
}

function Code({ code, expiresAtMs, over }: CodeProps) {
  const nowMs = useClock(expiresAtMs, over);
  return (
    <div className="device-code flow">
      <output aria-label={`Code: ${[...code].join(" ")}`}>{code}</output>
      <span className="muted small" role="timer" aria-live="off">
        expires in {countdown(expiresAtMs, nowMs)}
      </span>
      <CopyButton text={code} />
    </div>
  );
}

function useClock(untilMs: number, over: () => void): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNowMs(Date.now());
      if (Date.now() >= untilMs) over();
    }, 500);
    return () => clearInterval(timer);
  }, [untilMs, over]);
  return nowMs;
}

interface TakeCodeProps {
  readonly taking: Taking;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly redeem: (replace: boolean) => void;
  readonly keep: () => void;
}

function TakeCode({ taking, typed, type, redeem, keep }: TakeCodeProps) {
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== "" && taking.phase === "typing") redeem(false);
  };
  return (
    <section className="take card stack" aria-label="From another device">
      <h3>From another device</h3>
      {taking.phase === "sure" ? <Sure taking={taking} redeem={() => redeem(true)} keep={keep} /> : null}
      <form className="flow" onSubmit={submit} hidden={taking.phase === "sure" || taking.phase === "done"}>
        <label className="own-line small strong" htmlFor={id}>
          I have a code
        </label>
        <input
          id={id}
          value={typed}
          onChange={({ target }) => type(target.value)}
          placeholder="K7QM-2XRD"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          aria-describedby={`${id}-about`}
          aria-invalid={taking.phase === "typing" && taking.problem !== null}
        />
        <button type="submit" aria-disabled={typed === "" || taking.phase === "asked"}>
          Use code
        </button>
        <p id={`${id}-about`} className="own-line">
          This browser will then show the other device's progress instead of its own.
        </p>
      </form>
      <p role="status" className={taking.phase === "done" ? "good toned unless-empty" : "bad toned unless-empty"}>
        {takingText(taking)}
      </p>
    </section>
  );
}

function takingText(taking: Taking): string {
  switch (taking.phase) {
    case "typing":
      return taking.problem ?? "";
    case "asked":
      return "Checking the code…";
    case "sure":
      return "";
    case "done":
      return `Done: ${workText({ lessons: taking.lessons, done: taking.passed, drafts: 0 })}. Reloading the page.`;
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
    <section className="callout warn stack" ref={place} tabIndex={-1} aria-label="This browser has its own progress">
      <p>
        <b>This browser has its own progress: {workText(taking.here)}.</b> It stays on the server, but this browser will
        no longer have access to it. To keep access, create a code for it above first.
      </p>
      <div className="actions start">
        <button type="button" className="danger" onClick={redeem}>
          Replace it
        </button>
        <button type="button" onClick={keep}>
          Keep this browser's progress
        </button>
      </div>
    </section>
  );
}
