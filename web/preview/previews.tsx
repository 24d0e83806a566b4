// The pane with the previews: the client page runs in one frame or in two side by side, as two users of it.
import { useEffect, useRef, useState } from "react";
import { pageToken } from "../clients/connection/connection.ts";
import { attempt } from "../ui/attempt.ts";
import { usePart } from "../ui/store.ts";
import type { ClientPageSession } from "./client-page-session.ts";
import { PreviewFrame, type PreviewState } from "./preview-frame.ts";

/** `client` is what the wire calls their sockets: lanes are narrow. */
const users = [
  { name: "Preview 1", client: "P1" },
  { name: "Preview 2", client: "P2" },
] as const;
type User = (typeof users)[number];

const countKey = "ws101.previews";

/** Null: it is still loading. */
export function Previews({ page }: { readonly page: ClientPageSession | null }) {
  const [isTwo, setTwo] = useState(() => attempt(() => localStorage.getItem(countKey)) !== "1");
  const toggle = () => {
    attempt(() => localStorage.setItem(countKey, isTwo ? "1" : "2"));
    setTwo(!isTwo);
  };
  return (
    <>
      <div className="pane-head flow line-below">
        <h2>Preview</h2>
        <span className="spacer" />
        <button type="button" className="quiet small" aria-pressed={isTwo} onClick={toggle}>
          Side by side
        </button>
      </div>
      {page === null ? <p className="loading strip">Loading the preview…</p> : <Frames page={page} isTwo={isTwo} />}
    </>
  );
}

function Frames({ page, isTwo }: { readonly page: ClientPageSession; readonly isTwo: boolean }) {
  const isEmpty = usePart(page.draft, ({ text }) => text.trim() === "");
  if (isEmpty) return <EmptyPage page={page} />;
  return (
    <div className="previews fill">
      {users.slice(0, isTwo ? 2 : 1).map((user) => (
        <Preview key={user.client} page={page} user={user} />
      ))}
    </div>
  );
}

function EmptyPage({ page }: { readonly page: ClientPageSession }) {
  return (
    <div className="empty stack small strip">
      <p>
        Write a browser client in <code>client.html</code>: it runs here and connects to your handler at{" "}
        <code>WS_URL</code>.
      </p>
      <button type="button" className="small" onClick={() => void page.insertExample()}>
        Insert an example
      </button>
    </div>
  );
}

const before: PreviewState = { phase: "stopped", reason: null };

function Preview({ page, user }: { readonly page: ClientPageSession; readonly user: User }) {
  const { name, client } = user;
  const place = useRef<HTMLDivElement>(null);
  const frame = useRef<PreviewFrame | null>(null);
  const [{ phase, reason }, setState] = useState(before);
  useEffect(() => {
    if (place.current === null) return;
    const created = createFrame(place.current, page, user, setState);
    frame.current = created;
    setState(created.state);
    const start = () => created.start(page.previewUrl);
    // One that was stopped starts on request only.
    if (created.state.reason === null) start();
    const unsubscribe = page.onSaved(() => {
      if (created.state.phase !== "stopped") start();
    });
    return () => {
      unsubscribe();
      created.dispose();
      frame.current = null;
    };
  }, [page, user]);
  const isStopped = phase === "stopped";
  return (
    <section className="preview column" aria-label={name} data-phase={phase}>
      <div className="flow strip sunk small line-below">
        <h3>{name}</h3>
        <span className="muted tiny" title="Its name on the wire">
          {client}
        </span>
        <span className="spacer" />
        <button type="button" className="small" onClick={() => frame.current?.start(page.previewUrl)}>
          {isStopped ? "Start" : "Reload"}
        </button>
        <button type="button" className="small" disabled={isStopped} onClick={() => frame.current?.stop()}>
          Stop
        </button>
      </div>
      <p className="preview-reason muted small" role="status">
        {isStopped ? reason : null}
      </p>
      <div className="preview-place fill" ref={place} hidden={isStopped} />
    </section>
  );
}

function createFrame(
  place: HTMLElement,
  page: ClientPageSession,
  { name, client }: User,
  changed: (state: PreviewState) => void,
): PreviewFrame {
  return new PreviewFrame({
    place,
    name,
    client,
    id: page.id,
    page: pageToken,
    print: (line) => page.print(name, line),
    missed: (count) => page.missed(name, count),
    changed,
  });
}
