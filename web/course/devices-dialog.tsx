// Dialog for sharing progress with another device: creates a code, or redeems one.
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { DeviceCode } from "../../server/protocol/http.ts";
import { dropDrafts } from "../code/draft-storage.ts";
import { makeDeviceCode, redeemCode } from "../net/calls.ts";
import { CopyButton } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { timeLeft } from "../ui/format.ts";
import { useNow } from "../ui/use-now.ts";
import { type Giving, given, grouped, type Taking, taken, workText } from "./devices.ts";

export function DevicesDialog({ close }: { readonly close: () => void }) {
  const [isDone, setDone] = useState(false);
  useReloadAfter(isDone);
  return (
    <Dialog title="Share progress with another device" close={isDone ? reload : close} className="devices">
      <p>There are no accounts. Progress is saved in this browser. A code shares it with another.</p>
      <GiveCode />
      <TakeCode done={() => setDone(true)} />
    </Dialog>
  );
}

const typing: Taking = { phase: "typing", problem: null };
const reload = (): void => window.location.assign("/lessons");

/** The page still shows the previous learner's data: reloads once the message has been read. */
function useReloadAfter(isDone: boolean): void {
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(reload, 2_500);
    return () => clearTimeout(timer);
  }, [isDone]);
}

function GiveCode() {
  const [giving, setGiving] = useState<Giving>({ phase: "idle" });
  const make = async () => {
    setGiving({ phase: "asked" });
    setGiving(given(await makeDeviceCode()));
  };
  return (
    <section className="give card stack" aria-label="To another device">
      <h3>To another device</h3>
      {giving.phase === "here" ? <Code {...giving.code} over={() => setGiving({ phase: "over" })} /> : null}
      <p role="status" className="unless-empty">
        {givingText(giving)}
      </p>
      {giving.phase === "here" ? null : (
        <button type="button" onClick={() => void make()} aria-disabled={giving.phase === "asked"}>
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

function Code({ code, expiresAtMs, over }: DeviceCode & { readonly over: () => void }) {
  const leftMs = expiresAtMs - useNow(500);
  const isOver = leftMs <= 0;
  useEffect(() => {
    if (isOver) over();
  });
  return (
    <div className="device-code flow">
      <output aria-label={`Code: ${[...code].join(" ")}`}>{code}</output>
      <span className="muted small" role="timer" aria-live="off">
        expires in {timeLeft(leftMs)}
      </span>
      <CopyButton text={code} />
    </div>
  );
}

function TakeCode({ done }: { readonly done: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [taking, setTaking] = useState<Taking>(typing);
  const redeem = async (replace: boolean) => {
    setTaking({ phase: "asked" });
    const answer = await redeemCode(typed, replace);
    const next = taken(answer);
    // Unsent drafts belong to the learner this browser used to be.
    if (answer.ok) dropDrafts(window.localStorage);
    setTaking(next);
    if (next.phase === "done") done();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== "" && taking.phase === "typing") void redeem(false);
  };
  const type = (text: string) => {
    setTyped(grouped(text));
    setTaking(typing);
  };
  return (
    <section className="take card stack" aria-label="From another device">
      <h3>From another device</h3>
      {taking.phase === "sure" ? (
        <Sure taking={taking} redeem={() => void redeem(true)} keep={() => setTaking(typing)} />
      ) : null}
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
