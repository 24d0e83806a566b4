// `v7 · loaded in 0.8 ms · keep ▾`: the state of the code, and what a load does to open sockets.

import type { LessonSession } from "../session/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { loadLine } from "../state/load-line.ts";
import { usePart, useStore } from "../state/use-store.ts";
import { useIsPlain } from "./editor.tsx";

export function LoadStatus({ session }: { readonly session: LessonSession }) {
  const draft = useStore(session.draft);
  const room = usePart(session.room, ({ state }) => state);
  const { settings } = usePage();
  const { swap } = useStore(settings);
  const isPlain = useIsPlain();
  const line = loadLine(draft, room);
  return (
    <div className="load-status">
      <span className="load-line" data-tone={line.tone} data-version={draft.version} data-serving={draft.serving}>
        <span className="dot" aria-hidden="true" />
        {line.text}
      </span>
      <label className="swap">
        <span className="unseen">When new code loads</span>
        <select
          title="Keep: open sockets stay and the new code gets them. Restart: they are closed with 1012."
          value={swap}
          onChange={({ target }) => settings.dispatch({ swap: target.value === "restart" ? "restart" : "keep" })}
        >
          <option value="keep">keep sockets</option>
          <option value="restart">restart sockets</option>
        </select>
      </label>
      <span className="spacer" />
      {isPlain ? null : (
        <span className="editor-hint">
          <kbd>Ctrl+M</kbd> leaves the editor
        </span>
      )}
    </div>
  );
}
