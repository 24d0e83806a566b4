// The status line under the editor, and what a load does to open sockets.
import { useId } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useIsOffline } from "../shell/live-bar.tsx";
import { usePage } from "../shell/page-context.ts";
import type { Settings } from "../shell/settings.ts";
import { usePart, useStore } from "../ui/store.ts";
import { isStopped, loadLine } from "./draft-text.ts";
import { useIsPlain } from "./editor.tsx";

export function LoadStatus({ session }: { readonly session: LessonSession }) {
  const draft = useStore(session.draft);
  const room = usePart(session.room, ({ state }) => state);
  const isOffline = useIsOffline();
  const isPlain = useIsPlain();
  const line = loadLine(draft, room, isOffline);
  const loadLabel = draft.otherStyle ? "Load this one" : isStopped(draft, room) ? "Restart" : null;
  return (
    <div className="load-status flow strip">
      <span className="load-line" data-tone={line.tone} data-version={draft.version} data-serving={draft.serving}>
        <span className="dot" aria-hidden="true" />
        {line.text}
      </span>
      {loadLabel !== null && !isOffline ? (
        <button type="button" className="small" onClick={() => void session.autosave.reload()}>
          {loadLabel}
        </button>
      ) : null}
      <SwapMenu />
      <span className="spacer" />
      {isPlain ? null : (
        <span className="muted tiny">
          <kbd>Ctrl+M</kbd> to leave
        </span>
      )}
    </div>
  );
}

const swaps: Record<Settings["swap"], { readonly name: string; readonly short: string; readonly text: string }> = {
  keep: {
    name: "Keep sockets open",
    short: "keep sockets",
    text: "The old handler’s recv ends. The new handler gets the same sockets and whatever they send next.",
  },
  restart: {
    name: "Restart",
    short: "restart",
    text: "Sockets are closed with 1012, as in a deployment. Clients must reconnect.",
  },
};

function SwapMenu() {
  const { settings } = usePage();
  const { swap } = useStore(settings);
  const id = useId();
  return (
    <div className="swap">
      <button type="button" className="quiet" popoverTarget={id}>
        on load: {swaps[swap].short} <span aria-hidden="true">▾</span>
      </button>
      <div id={id} popover="auto" className="menu raised small">
        <fieldset>
          <legend>When new code loads</legend>
          {(["keep", "restart"] as const).map((each) => (
            <label key={each} className="swap-choice">
              <input
                type="radio"
                name={id}
                checked={each === swap}
                onChange={() => settings.dispatch({ swap: each })}
              />
              <span>
                <strong>{swaps[each].name}</strong>
                <span className="swap-text muted">{swaps[each].text}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
    </div>
  );
}
