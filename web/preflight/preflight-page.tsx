// The page that tries this browser and this network before a class begins, and says what to do when they do not do.
import { useEffect, useReducer, useState } from "react";
import { PageMenu } from "../shell/page-menu.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Link } from "../ui/link.tsx";
import { ByHand } from "./by-hand.tsx";
import { ProbeItem } from "./probe-item.tsx";
import { reportOf } from "./report.ts";
import { runPreflight } from "./run-preflight.ts";
import { notBegun, type Preflight, probeIds, reducePreflight, summary, verdictOf } from "./state.ts";

export function PreflightPage() {
  const [preflight, dispatch] = useReducer(reducePreflight, notBegun);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round tries all again
  useEffect(() => {
    const leaving = new AbortController();
    void runPreflight(dispatch, leaving.signal);
    return () => leaving.abort();
  }, [round]);
  useEffect(() => {
    document.title = "Will it work here? · ws101";
  }, []);
  return (
    <div className="course preflight">
      <header className="course-bar">
        <Link className="brand" href="/" aria-label="ws101, all lessons">
          ws101
        </Link>
        <span className="spacer" />
        <PageMenu />
      </header>
      <main>
        <div className="course-head">
          <h1>Will it work here?</h1>
          <p>Can this browser and this network open a WebSocket, hold it, and carry a large frame?</p>
        </div>
        <Verdict preflight={preflight} again={() => setRound((count) => count + 1)} />
        <ol className="probes">
          {probeIds.map((id) => (
            <ProbeItem key={id} id={id} preflight={preflight} />
          ))}
        </ol>
        {preflight.phase === "finished" ? <Report preflight={preflight} /> : null}
        <ByHand />
      </main>
    </div>
  );
}

function Verdict({ preflight, again }: { readonly preflight: Preflight; readonly again: () => void }) {
  const isRunning = preflight.phase === "running";
  const done = Object.keys(preflight.outcomes).length;
  return (
    <section className="standing verdict" aria-label="Result" data-verdict={verdictOf(preflight) ?? "running"}>
      <div className="standing-words">
        <p className="standing-line" role="status">
          <b>{summary(preflight)}</b>
        </p>
        {isRunning ? <progress className="bar" max={probeIds.length} value={done} aria-label="Tried" /> : null}
      </div>
      <button type="button" onClick={again} aria-disabled={isRunning}>
        {isRunning ? "Trying…" : "Try again"}
      </button>
      {isRunning ? null : (
        <Link className={`button ${verdictOf(preflight) === "bad" ? "" : "primary"}`} href="/">
          Back to lessons
        </Link>
      )}
    </section>
  );
}

function Report({ preflight }: { readonly preflight: Preflight }) {
  const text = reportOf(preflight, { address: window.location.href, browser: navigator.userAgent });
  return (
    <section className="report" aria-labelledby="report-heading">
      <div className="report-head">
        <h2 id="report-heading">Report</h2>
        <span className="spacer" />
        <CopyButton text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls has to be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
