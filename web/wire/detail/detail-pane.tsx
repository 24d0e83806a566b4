// One wire entry in full, beside the list or below it.
import { type KeyboardEvent, type ReactNode, useId } from "react";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import { wireFramesPerSecond } from "../../../server/protocol/limits.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import type { WireEntry } from "../model/entry.ts";
import { entryTitle } from "../model/entry-text.ts";
import { headerMeaning } from "../model/header-meaning.ts";
import { visibleText } from "../model/payload.ts";
import { wireLimits } from "../model/wire-log.ts";
import type { WireView } from "../wire.ts";
import { type DetailSession, FrameDetail } from "./frame-detail.tsx";

interface DetailPaneProps {
  readonly session: DetailSession;
  readonly view: WireView;
  readonly isWide: boolean;
  /** Closes the pane and focuses the list. */
  readonly close: () => void;
}

export function DetailPane({ session, view, isWide, close }: DetailPaneProps) {
  const { wire } = session;
  const heading = useId();
  const entry = wire.log.entries.at(view.selected ?? -1);
  const title = entry ? entryTitle(entry) : "no longer available";
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  return (
    <section className="wire-detail column small line-above sunk" aria-labelledby={heading} onKeyDown={onKey}>
      <div className="row strip">
        <h3 id={heading} className="clip small">
          {title.charAt(0).toUpperCase() + title.slice(1)}
        </h3>
        <span className="spacer" />
        <Button label="Close" onClick={close} aria-label="Close details (Escape)" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="detail-body fill stack scroll" tabIndex={0} aria-label="Details">
        {entry?.what === "frame" ? (
          <FrameDetail session={session} entry={entry} format={view.format} bytesPerLine={isWide ? 16 : 8} />
        ) : (
          textOf(entry)
        )}
      </section>
    </section>
  );
}

function textOf(entry: Exclude<WireEntry, { what: "frame" }> | undefined): ReactNode {
  switch (entry?.what) {
    case undefined:
      return (
        <p className="empty">
          The list keeps the newest {formatCount(wireLimits.entries)} rows, and this one is older. Pause earlier next
          time.
        </p>
      );
    case "handshake":
      return <HandshakeDetail handshake={entry.handshake} />;
    case "gone":
      return (
        <p>
          The connection ended without a close frame from either side: a cable was pulled, a process was killed, or a
          program called <code>terminate()</code>. Each side reports code 1006 when it notices.
        </p>
      );
    case "version":
      return <p>From here on, version {entry.version} of the handler receives and sends.</p>;
    case "missing":
      return (
        <p>
          The server sends at most {formatCount(wireFramesPerSecond)} frames per second to this list.{" "}
          {formatCount(entry.count)} more passed between clients and handler, which received all of them.
        </p>
      );
    case "offline":
      return <p>The page was disconnected from the server. The room kept running, but its frames were not received.</p>;
    default:
      return entry satisfies never;
  }
}

function HandshakeDetail({ handshake: { request, response } }: { readonly handshake: Handshake }) {
  return (
    <>
      <p>
        {response.status === 101
          ? "Accepted: from here on, the same TCP connection carries frames."
          : "Refused: the response is plain HTTP, and no WebSocket was opened."}
      </p>
      <Headers title="Request" first={`${request.method} ${request.url} HTTP/1.1`} headers={request.headers} />
      <Headers title="Response" first={`HTTP/1.1 ${response.status} ${response.reason}`} headers={response.headers} />
    </>
  );
}

interface HeadersProps {
  readonly title: string;
  readonly first: string;
  readonly headers: Handshake["request"]["headers"];
}

function Headers({ title, first, headers }: HeadersProps) {
  return (
    <div className="headers">
      <h4 className="tiny">{title}</h4>
      <p className="first-line breakable well">
        <bdi>{visibleText(first)}</bdi>
      </p>
      <table>
        <thead className="unseen">
          <tr>
            <th scope="col">Header</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {headers.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may occur twice, and the list never changes
            <tr key={index}>
              <th scope="row">{visibleText(name)}</th>
              <td>
                <bdi>{visibleText(value)}</bdi>
                <Meaning header={name} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Meaning({ header }: { readonly header: string }) {
  const meaning = headerMeaning(header);
  return meaning === null ? null : <span className="meaning muted">{meaning}</span>;
}
