// Preflight page: tests this browser and network before a class and gives advice for what fails.

import { useEffect, useReducer, useState } from "react";
import { sampleKey } from "../clients/connect/shell-commands.ts";
import { TextPage } from "../shell/text-page.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Link } from "../ui/link.tsx";
import { useTitle } from "../ui/use-title.ts";
import {
  marks,
  notStarted,
  type Outcome,
  type Preflight,
  type ProbeId,
  probeIds,
  probeTitles,
  reducePreflight,
  reportOf,
  summary,
  verdictOf,
} from "./preflight.ts";
import { runPreflight } from "./probes.ts";

export function PreflightPage() {
  const [preflight, dispatch] = useReducer(reducePreflight, notStarted);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round runs every probe again
  useEffect(() => {
    const leaving = new AbortController();
    void runPreflight(dispatch, leaving.signal);
    return () => leaving.abort();
  }, [round]);
  useTitle("Preflight · ws101");
  return (
    <TextPage name="preflight">
      <div className="page-head">
        <h1>Will it work here?</h1>
        <p className="lead muted">
          Checks whether this browser and network can open a WebSocket, keep it open and carry a large frame.
        </p>
      </div>
      <Summary preflight={preflight} again={() => setRound((count) => count + 1)} />
      <ol className="probes card lines">
        {probeIds.map((id) => (
          <ProbeItem key={id} id={id} preflight={preflight} />
        ))}
      </ol>
      {preflight.phase === "finished" ? <Report preflight={preflight} /> : null}
      <TerminalCommands />
    </TextPage>
  );
}

function Summary({ preflight, again }: { readonly preflight: Preflight; readonly again: () => void }) {
  const isRunning = preflight.phase === "running";
  const done = Object.keys(preflight.outcomes).length;
  return (
    <section
      className="course-progress card verdict flow padded"
      aria-label="Result"
      data-verdict={verdictOf(preflight) ?? "running"}
    >
      <div className="course-progress-text stack">
        <p role="status">
          <b>{summary(preflight)}</b>
        </p>
        {isRunning ? <progress className="bar" max={probeIds.length} value={done} aria-label="Checks done" /> : null}
      </div>
      <button type="button" onClick={again} aria-disabled={isRunning}>
        {isRunning ? "Running…" : "Try again"}
      </button>
      {isRunning ? null : (
        <Link className={`button ${verdictOf(preflight) === "bad" ? "" : "primary"}`} href="/lessons">
          Back to lessons
        </Link>
      )}
    </section>
  );
}

function Report({ preflight }: { readonly preflight: Preflight }) {
  const text = reportOf(preflight, { address: window.location.href, browser: navigator.userAgent });
  return (
    <section className="report stack" aria-labelledby="report-heading">
      <div className="row">
        <h2 id="report-heading">Report</h2>
        <span className="spacer" />
        <CopyButton text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling text must be reachable from the keyboard */}
      <pre className="well tiny scroll" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

function ProbeItem({ id, preflight }: { readonly id: ProbeId; readonly preflight: Preflight }) {
  const outcome = preflight.outcomes[id];
  const isRunning = preflight.running === id;
  const mark = outcome ? marks[outcome.verdict] : null;
  return (
    <li className="probe" data-verdict={outcome?.verdict ?? (isRunning ? "running" : "waiting")}>
      <span className="probe-mark round toned small" aria-hidden="true">
        {mark?.sign ?? ""}
      </span>
      <div>
        <p className="probe-title">
          {probeTitles[id]}
          {mark ? <span className="unseen">: {mark.word}</span> : null}
        </p>
        <p className="probe-found muted small breakable">
          {outcome?.found ?? (isRunning ? preflight.progress || "running…" : "")}
        </p>
        {outcome ? <Advice outcome={outcome} /> : null}
      </div>
    </li>
  );
}

function Advice({ outcome: { learner, network } }: { readonly outcome: Outcome }) {
  const advice = Object.entries({ You: learner, "Network administrator": network });
  if (!learner && !network) return null;
  return (
    <dl className="probe-advice callout small stack">
      {advice.map(([who, text]) =>
        text ? (
          <div key={who}>
            <dt>{who}</dt>
            <dd>{text}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function TerminalCommands() {
  const { origin } = window.location;
  const socket = `${origin.replace(/^http/, "ws")}/preflight/socket`;
  const curl = [
    `curl -i -N --http1.1 --max-time 5 -H "Connection: Upgrade" -H "Upgrade: websocket" \\`,
    `  -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: ${sampleKey}" \\`,
    `  ${origin}/preflight/socket`,
  ].join("\n");
  return (
    <section className="report stack" aria-labelledby="terminal">
      <h2 id="terminal">From a terminal</h2>
      <p>
        The response must be <code>101 Switching Protocols</code>. Any other status means that something in between
        handles the handshake as a plain request.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling text must be reachable from the keyboard */}
      <pre className="well tiny scroll" tabIndex={0}>{`${curl}\n\nwscat -c ${socket}`}</pre>
    </section>
  );
}
