// The code for the other device: large, with the time it is good for.
import { useEffect, useState } from "react";
import { CopyButton } from "../ui/copy.tsx";
import { countdown, type Giving } from "./devices.ts";

interface GiveCodeProps {
  readonly giving: Giving;
  readonly make: () => void;
  readonly over: () => void;
}

export function GiveCode({ giving, make, over }: GiveCodeProps) {
  return (
    <section className="give" aria-label="To another device">
      <h3>From here to another device</h3>
      {giving.phase === "here" ? (
        <Code code={giving.code.code} expiresAtMs={giving.code.expiresAtMs} over={over} />
      ) : null}
      <p role="status">{sentence(giving)}</p>
      {giving.phase === "here" ? null : (
        <button type="button" onClick={make} aria-disabled={giving.phase === "asked"}>
          {giving.phase === "over" ? "Get a new code" : "Get a code"}
        </button>
      )}
    </section>
  );
}

function sentence(giving: Giving): string {
  switch (giving.phase) {
    case "idle":
      return "";
    case "asked":
      return "Asking for a code…";
    case "here":
      return "On the other device, open this course, choose “Move to another device” and type this code. It works once.";
    case "over":
      return "That code has run out.";
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
    <div className="device-code">
      <output aria-label={`Code: ${[...code].join(" ")}`}>{code}</output>
      <span className="code-time" role="timer" aria-live="off">
        good for {countdown(expiresAtMs, nowMs)}
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
