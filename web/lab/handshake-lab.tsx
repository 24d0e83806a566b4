// The handshake laboratory: a request to edit, the accept value worked out from its key, and the response as received.
import { type FormEvent, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePart, useStore } from "../ui/store.ts";
import { visibleText } from "../wire/model/payload.ts";
import { frameText } from "./frame-bytes.ts";
import { acceptSteps, browserRequest, headerOf, randomKey, toRequest } from "./handshake-request.ts";
import type { RawConnection, RawState } from "./raw-connection.ts";
import { RequestEditor } from "./request-editor.tsx";

export interface LabProps {
  readonly session: LessonSession;
  readonly connection: RawConnection;
}

export function HandshakeLab({ session, connection }: LabProps) {
  const [draft, change] = useState(() => browserRequest(window.location.origin, randomKey()));
  const url = usePart(session.room, (room) => room.url);
  const state = useStore(connection.state);
  const request = toRequest(draft);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    connection.request(request);
  };
  return (
    <>
      <p>
        This request goes to your room exactly as it is written here, over a TCP connection of its own. Change any part
        of it.
      </p>
      <div className="lab-columns">
        <form className="stack" onSubmit={onSubmit} aria-label="Request">
          <RequestEditor draft={draft} change={change} path={url === null ? "/ws/…" : new URL(url).pathname} />
        </form>
        <Response state={state} />
      </div>
      <Accept value={headerOf(request.headers, "sec-websocket-key") ?? ""} />
    </>
  );
}

function Response({ state }: { readonly state: RawState }) {
  const { response, problem, phase } = state;
  return (
    <section className="stack" aria-label="Response">
      <h3>Response</h3>
      <div role="status" className="stack">
        {problem === null ? null : <p className="refusal">{problem}</p>}
        {response === null && problem === null ? <p className="empty">{emptyText(phase)}</p> : null}
        {response === null ? null : <Verdict state={state} />}
      </div>
      {response === null ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard
        <section className="lab-raw well breakable scroll" tabIndex={0} aria-label="Response as received">
          <pre>{visibleLines(`${response.head}\r\n\r\n${response.body}`)}</pre>
        </section>
      )}
      <Frames state={state} />
    </section>
  );
}

function emptyText(phase: RawState["phase"]): string {
  if (phase === "waiting") return "Waiting for the response…";
  return phase === "ended" ? "The connection ended without a response." : "Nothing sent yet.";
}

function Verdict({ state: { response, request } }: { readonly state: RawState }) {
  if (response === null || request === null) return null;
  const { status, reason, headers } = response;
  if (status !== 101) {
    return (
      <p data-tone="bad" className="toned">
        {status} {visibleText(reason)}: refused with plain HTTP. No WebSocket was opened.
      </p>
    );
  }
  const { accept } = acceptSteps(headerOf(request.headers, "sec-websocket-key") ?? "");
  const isRight = headerOf(headers, "sec-websocket-accept") === accept;
  return (
    <p data-tone={isRight ? "good" : "bad"} className="toned">
      101: this connection now carries frames. Sec-WebSocket-Accept{" "}
      {isRight
        ? "matches the key of this request."
        : "does not match the key of this request: a client must give up here."}
    </p>
  );
}

function Frames({ state: { exchanged } }: { readonly state: RawState }) {
  if (exchanged.length === 0) return null;
  return (
    <>
      <h4>After the 101</h4>
      <div className="lab-log well breakable scroll" role="log" aria-label="Frames after the response">
        <ol>
          {exchanged.map((each) => (
            <li key={each.id}>{each.kind === "note" ? each.text : `← ${frameText(each.frame)}`}</li>
          ))}
        </ol>
      </div>
    </>
  );
}

function Accept({ value }: { readonly value: string }) {
  const { key, text, hash, accept, problem } = acceptSteps(value);
  return (
    <section className="stack" aria-label="How the accept value is made">
      <h3>From the key to Sec-WebSocket-Accept</h3>
      <ol className="lab-steps stack small">
        <li>
          Take the value of <code>Sec-WebSocket-Key</code>, as text:
          <code className="well breakable">{visibleText(key) || "(no key)"}</code>
          {problem === null ? null : <span className="refusal">{problem}</span>}
        </li>
        <li>
          Append the fixed string of RFC 6455 §1.3:
          <code className="well breakable">
            {visibleText(key)}
            <mark>{text.slice(key.length)}</mark>
          </code>
        </li>
        <li>
          Hash it with SHA-1, which gives 20 bytes:
          <code className="well breakable">{hash}</code>
        </li>
        <li>
          Encode these bytes in base64:
          <code className="well breakable">{accept}</code>
        </li>
      </ol>
    </section>
  );
}

function visibleLines(text: string): string {
  return text.split("\r\n").map(visibleText).join("\n").trimEnd();
}
