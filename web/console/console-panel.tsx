// The console: what the handler printed, its faults with a way to the line, its loads, and the prompt below them.
import { type KeyboardEvent, useCallback, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Prompt } from "../prompt/prompt.tsx";
import { isKey } from "../shell/keys.ts";
import { useStore } from "../ui/store.ts";
import type { CodePlace } from "./console-entry.ts";
import { ConsoleTools } from "./console-tools.tsx";
import type { ConsoleView } from "./console-view.ts";
import { FindBar } from "./find-bar.tsx";
import { ListView } from "./list-view.tsx";
import { usePreferences } from "./preferences.ts";
import { ScreenReaderLines } from "./screen-reader-lines.tsx";
import { TerminalView } from "./terminal-view.tsx";
import { useNewBelow } from "./use-new-below.ts";

export function ConsolePanel({ session }: { readonly session: LessonSession }) {
  const { entries, epoch, dropped } = useStore(session.console);
  const preferences = usePreferences();
  const [hasFailed, setFailed] = useState(false);
  const [view, setView] = useState<ConsoleView | null>(null);
  const [isFinding, setFinding] = useState(false);
  const [showsTimes, setShowsTimes] = useState(false);
  const { newBelow, atEnd } = useNewBelow(entries);
  const goTo = useCallback(({ line, version }: CodePlace) => session.goToLine(line, version), [session]);
  const onKey = (event: KeyboardEvent) => {
    if (!isKey(event, "find-console")) return;
    event.preventDefault();
    setFinding(true);
  };
  const props = { entries, epoch, showsTimes, goTo, atEnd, ready: setView };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+F within the console finds in the console
    <div className="console" onKeyDown={onKey}>
      <ConsoleTools
        entries={entries}
        dropped={dropped}
        showsTimes={showsTimes}
        setShowsTimes={setShowsTimes}
        find={() => setFinding(true)}
        clear={() => session.console.dispatch({ type: "clear" })}
        goTo={goTo}
      />
      {isFinding ? <FindBar view={view} close={() => setFinding(false)} /> : null}
      <div className="console-body">
        {entries.length === 0 ? <EmptyConsole /> : null}
        {preferences.isPlain || hasFailed ? (
          <ListView {...props} />
        ) : (
          <TerminalView {...props} preferences={preferences} failed={() => setFailed(true)} />
        )}
        <button type="button" className="new-below" hidden={newBelow === 0} onClick={() => view?.toEnd()}>
          {newBelow === 1 ? "1 new line below" : `${newBelow} new lines below`}
        </button>
      </div>
      <ScreenReaderLines entries={entries} />
      <Prompt session={session} given={() => view?.toEnd()} />
    </div>
  );
}

function EmptyConsole() {
  return (
    <p className="console-empty">
      Nothing printed yet. What your handler gives to <code>console.log</code> stands here, and its faults with their
      lines. Type <kbd>help</kbd> below to drive clients and time from here.
    </p>
  );
}
