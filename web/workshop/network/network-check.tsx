// Network check below the join code: says what to check when no one has connected after a minute.
import { useEffect, useState } from "react";
import { type NetworkCheck as Check, networkCheckSchema } from "../../../server/protocol/http.ts";
import { call } from "../../net/api.ts";
import { CopyField } from "../../ui/copy.tsx";
import { type NetworkState, networkState } from "./network-state.ts";
import "./network.css";

const everyMs = 4_000;

export function NetworkCheck() {
  const state = useNetworkState();
  switch (state.kind) {
    case "closed":
    case "waiting":
      return null;
    case "works":
      return (
        <p role="status" className="network-check good toned small">
          {state.machines === 1 ? "1 other machine has" : `${state.machines} other machines have`} connected: the
          network works.
        </p>
      );
    case "no-sockets":
      return (
        <p role="alert" className="network-check warn toned small">
          Another machine has loaded a page, but its connection did not open: a proxy or a filter may block WebSockets.
          Open /preflight there.
        </p>
      );
    case "no-one":
      return <Advice advice={state.advice} />;
    default:
      return state satisfies never;
  }
}

function Advice({ advice }: { readonly advice: Check["advice"] }) {
  return (
    <details className="network-check" open>
      <summary>No other machine has reached the server. What to check</summary>
      <ul className="stack small">
        {advice.map(({ text, command }) => (
          <li key={text}>
            {text}
            {command === undefined ? null : <CopyField label="the command" text={command} />}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Asks again until someone has connected. */
function useNetworkState(): NetworkState {
  const [state, setState] = useState<NetworkState>({ kind: "waiting" });
  const isOver = state.kind === "works";
  useEffect(() => {
    if (isOver) return;
    const sinceMs = performance.now();
    let isGone = false;
    const ask = async () => {
      const answer = await call(networkCheckSchema, "/api/instructor/network");
      if (answer.ok && !isGone) setState(networkState(answer.value, performance.now() - sinceMs));
    };
    void ask();
    const timer = setInterval(() => void ask(), everyMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [isOver]);
  return state;
}
