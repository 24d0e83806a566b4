// Connection bar: the server is unreachable, it is back, or it serves a newer page.
import type { ReactNode } from "react";
import { useStore } from "../ui/store.ts";
import { useNow } from "../ui/use-now.ts";
import { awayText, barOf, isTicking } from "./liveness.ts";
import { usePage } from "./page-context.ts";
import type { Route } from "./route.ts";

/** Whether the page has lost its server. */
export function useIsOffline(): boolean {
  const { awaySinceMs, startedAtMs } = useStore(usePage().liveness);
  return awaySinceMs !== null && startedAtMs !== null;
}

export function LiveBar({ page }: { readonly page: Route["page"] }) {
  const { channel, liveness } = usePage();
  const state = useStore(liveness);
  const bar = barOf(state, useNow(isTicking(state, Date.now()) ? 250 : null));
  switch (bar.kind) {
    case "none":
      return <div role="status" className="live-bar banner flow small line-below" hidden />;
    case "away":
      return (
        <Shown kind="away" act="Try now" run={channel.retryNow} isOff={bar.retryInS === null}>
          <b>No connection to the server.</b> {awayText(page)}{" "}
          <span aria-hidden="true">{bar.retryInS === null ? "Connecting…" : `Retrying in ${bar.retryInS} s.`}</span>
        </Shown>
      );
    case "back":
      return (
        <Shown kind="back">
          <b>{bar.wasRestarted ? "The server restarted" : "Connection restored"}.</b>{" "}
          <span aria-hidden="true">{bar.agoS === 0 ? "just now" : `${bar.agoS} s ago`}</span>
        </Shown>
      );
    case "outdated":
      return (
        <Shown kind="outdated" act="Reload" run={() => window.location.reload()}>
          <b>A newer version of this page is available.</b> Reload to get it. Your code is safe.
        </Shown>
      );
    default:
      return bar satisfies never;
  }
}

interface ShownProps {
  readonly kind: string;
  readonly act?: string;
  readonly run?: () => void;
  readonly isOff?: boolean;
  readonly children: ReactNode;
}

function Shown({ kind, act, run, isOff = false, children }: ShownProps) {
  return (
    <div role="status" className="live-bar banner flow small line-below" data-kind={kind}>
      <p>
        <span className="dot" aria-hidden="true" /> {children}
      </p>
      {act ? (
        <button type="button" className="small" onClick={run} aria-disabled={isOff}>
          {act}
        </button>
      ) : null}
    </div>
  );
}
