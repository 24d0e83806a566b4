// `v7 · loaded in 0.8 ms · keep ▾`: the state of the code, and what a load does to open sockets.
import { useId } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import type { Settings } from "../shell/settings.ts";
import { usePart, useStore } from "../ui/store.ts";
import { useIsPlain } from "./editor.tsx";
import { loadLine } from "./load-line.ts";

export function LoadStatus({ session }: { readonly session: LessonSession }) {
  const draft = useStore(session.draft);
  const room = usePart(session.room, ({ state }) => state);
  const isPlain = useIsPlain();
  const line = loadLine(draft, room);
  return (
    <div className="load-status">
      <span className="load-line" data-tone={line.tone} data-version={draft.version} data-serving={draft.serving}>
        <span className="dot" aria-hidden="true" />
        {line.text}
      </span>
      {draft.usurper ? (
        <button type="button" className="small" onClick={() => void session.autosave.reload()}>
          Serve this one
        </button>
      ) : null}
      <SwapMenu />
      <span className="spacer" />
      {isPlain ? null : (
        <span className="editor-hint">
          <kbd>Ctrl+M</kbd> leaves the editor
        </span>
      )}
    </div>
  );
}

const swaps: Record<Settings["swap"], { readonly name: string; readonly text: string }> = {
  keep: {
    name: "Keep",
    text: "Open sockets stay. The old handler’s recv ends, the new one gets the same sockets and whatever they send next.",
  },
  restart: {
    name: "Restart",
    text: "Open sockets are closed with 1012, as a deploy would do it. Clients have to come again.",
  },
};

/** The browser's own popover: closed by Escape and by a click beside it. */
function SwapMenu() {
  const { settings } = usePage();
  const { swap } = useStore(settings);
  const id = useId();
  return (
    <div className="swap">
      <button
        type="button"
        className="quiet"
        popoverTarget={id}
        aria-label={`When new code loads: ${swaps[swap].name}`}
      >
        {swaps[swap].name.toLowerCase()} <span aria-hidden="true">▾</span>
      </button>
      <div id={id} popover="auto" className="swap-menu">
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
                <span className="swap-text">{swaps[each].text}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
    </div>
  );
}
