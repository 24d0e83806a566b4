// The console: its tools, the view of its entries, the find bar and the prompt.
import { type KeyboardEvent, type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Prompt } from "../prompt/prompt.tsx";
import { isKey } from "../shell/keys.ts";
import { usePage } from "../shell/page-context.ts";
import { fontPx } from "../shell/settings.ts";
import { useIsDark } from "../shell/use-settings.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { countText } from "../ui/format.ts";
import { useStore } from "../ui/store.ts";
import { allText, type CodePlace, type ConsoleEntry } from "./console-entry.ts";
import type { ConsoleTerminal, TerminalEvents } from "./console-terminal.ts";
import type { ConsoleView, FindStep, Found, ViewProps } from "./console-view.ts";
import { ListView } from "./list-view.tsx";
import { useAnnouncements } from "./screen-reader.ts";

export function ConsolePanel({ session }: { readonly session: LessonSession }) {
  const { entries, epoch } = useStore(session.console);
  const { reader } = useStore(usePage().settings);
  const [hasFailed, setFailed] = useState(false);
  const [view, setView] = useState<ConsoleView | null>(null);
  const [isFinding, setFinding] = useState(false);
  const [showsTimes, setShowsTimes] = useState(false);
  const { newBelow, onScroll } = useNewBelow(entries);
  const goTo = useCallback((place: CodePlace) => session.goToPlace(place), [session]);
  const onKey = (event: KeyboardEvent) => {
    if (!isKey(event, "find-console")) return;
    event.preventDefault();
    setFinding(true);
  };
  const props = { entries, epoch, showsTimes, goTo, onScroll, ready: setView };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+F within the console finds in the console
    <div className="console column" onKeyDown={onKey}>
      <ConsoleTools session={session}>
        <Button label="Find" className="quiet tiny" onClick={() => setFinding(true)} />
        <Button
          label="Times"
          className="quiet tiny"
          aria-pressed={showsTimes}
          onClick={() => setShowsTimes(!showsTimes)}
        />
      </ConsoleTools>
      {isFinding ? <FindBar view={view} close={() => setFinding(false)} /> : null}
      <div className="console-body fill">
        {entries.length === 0 ? <EmptyConsole isOwn={session.look === null} /> : null}
        {reader || hasFailed ? <ListView {...props} /> : <TerminalView {...props} failed={() => setFailed(true)} />}
        <Button
          label={`${countText(newBelow, "new line")} below`}
          className="new-below small primary pill"
          hidden={newBelow === 0}
          onClick={() => view?.scrollToEnd()}
        />
      </div>
      <ScreenReaderLines entries={entries} />
      {session.look === null ? <Prompt session={session} submitted={() => view?.scrollToEnd()} /> : null}
    </div>
  );
}

function EmptyConsole({ isOwn }: { readonly isOwn: boolean }) {
  if (!isOwn) return <p className="console-empty muted small surface">No output yet.</p>;
  return (
    <p className="console-empty muted small surface">
      No output yet. Your handler’s <code>console.log</code> output and faults appear here. To control clients and time
      from the prompt, type <kbd>help</kbd>.
    </p>
  );
}

function ScreenReaderLines({ entries }: { readonly entries: readonly ConsoleEntry[] }) {
  return (
    <div className="unseen" role="log" aria-label="Console">
      {useAnnouncements(entries).map(({ seq, text }) => (
        <p key={seq}>{text}</p>
      ))}
    </div>
  );
}

/** Counts new entries while the learner has scrolled up. */
function useNewBelow(entries: readonly ConsoleEntry[]) {
  /** The newest entry before the learner scrolled up; null at the end. */
  const [seen, setSeen] = useState<number | null>(null);
  const latest = entries.at(-1)?.seq ?? 0;
  const onScroll = useCallback(
    (isAtEnd: boolean) => setSeen((before) => (isAtEnd ? null : (before ?? latest))),
    [latest],
  );
  const newBelow = seen === null ? 0 : entries.filter(({ seq }) => seq > seen).length;
  return { newBelow, onScroll };
}

/** `children`: the buttons for the view of the entries. */
function ConsoleTools({ session, children }: { readonly session: LessonSession; readonly children: ReactNode }) {
  const { entries, dropped } = useStore(session.console);
  const place = currentFault(entries)?.place ?? null;
  return (
    <div className="tools flow strip muted tiny">
      {dropped > 0 ? <span className="count">showing the last {entries.length.toLocaleString("en")}</span> : null}
      {/* The keyboard's way to what the terminal's links do for the mouse. */}
      {place === null ? null : (
        <Button label={`Fault: line ${place.line}`} className="place" onClick={() => session.goToPlace(place)} />
      )}
      <span className="spacer" />
      {children}
      <CopyButton text={() => allText(entries)} look="quiet tiny" />
      <Button label="Clear" className="quiet tiny" onClick={() => session.console.dispatch({ type: "clear" })} />
    </div>
  );
}

/** The last fault or problem, unless newer code has loaded since. */
function currentFault(entries: readonly ConsoleEntry[]): ConsoleEntry | undefined {
  const last = entries.findLast(({ kind, place }) => kind === "load" || (isFault(kind) && place !== null));
  return last && isFault(last.kind) ? last : undefined;
}

const isFault = (kind: ConsoleEntry["kind"]): boolean => kind === "fault" || kind === "problem";

const nothing: Found = { at: 0, of: 0 };

function FindBar({ view, close }: { readonly view: ConsoleView | null; readonly close: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState(nothing);
  useEffect(() => {
    field.current?.focus();
    return () => void view?.find("", 0);
  }, [view]);
  const find = (text: string, step: FindStep) => {
    setQuery(text);
    setFound(view?.find(text, step) ?? nothing);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter") find(query, event.shiftKey ? 1 : -1);
    else return;
    event.preventDefault();
  };
  return (
    <search className="find-bar flow strip sunk line-above line-below">
      <input
        ref={field}
        type="search"
        aria-label="Find in the console"
        value={query}
        spellCheck={false}
        onChange={({ target }) => find(target.value, 0)}
        onKeyDown={onKey}
      />
      <span className="count" role="status">
        {query === "" ? "" : found.of === 0 ? "not found" : `${found.at} of ${found.of}`}
      </span>
      <Button label="Previous" onClick={() => find(query, -1)} />
      <Button label="Next" onClick={() => find(query, 1)} />
      <Button label="Done" className="quiet" onClick={close} />
    </search>
  );
}

interface TerminalViewProps extends ViewProps {
  /** Called when the terminal cannot be loaded. */
  readonly failed: () => void;
}

function TerminalView(props: TerminalViewProps) {
  const { entries, epoch, showsTimes } = props;
  const isDark = useIsDark();
  const fontSize = fontPx(useStore(usePage().settings)).console;
  const place = useRef<HTMLDivElement>(null);
  const terminal = useTerminal(place, props);
  useEffect(() => {
    terminal?.setLook({ isDark, fontSize, showsTimes });
    terminal?.show(entries, epoch);
  }, [terminal, isDark, fontSize, showsTimes, entries, epoch]);
  return <div className="terminal" ref={place} />;
}

function useTerminal(place: RefObject<HTMLDivElement | null>, props: TerminalViewProps): ConsoleTerminal | null {
  const latest = useRef(props);
  latest.current = props;
  const [terminal, setTerminal] = useState<ConsoleTerminal | null>(null);
  useEffect(() => {
    const events: TerminalEvents = {
      goTo: (to) => latest.current.goTo(to),
      onScroll: (isAtEnd) => latest.current.onScroll?.(isAtEnd),
    };
    const terminal = createTerminal(place, events);
    terminal.then(setTerminal, () => latest.current.failed());
    return () => void terminal.then((created) => created?.dispose()).catch(() => {});
  }, [place]);
  useEffect(() => {
    latest.current.ready?.(terminal);
    return () => latest.current.ready?.(null);
  }, [terminal]);
  return terminal;
}

/** Resolves to null when the component is gone before the terminal is loaded. */
async function createTerminal(
  place: RefObject<HTMLDivElement | null>,
  events: TerminalEvents,
): Promise<ConsoleTerminal | null> {
  if (place.current) await visibleOrIdle(place.current);
  if (!place.current) return null;
  const { ConsoleTerminal } = await import("./console-terminal.ts");
  return place.current ? new ConsoleTerminal(place.current, events) : null;
}

/** A hidden terminal is loaded only after this time, so that it does not delay the editor. */
const startupMs = 3_000;

function visibleOrIdle(place: Element): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(), startupMs);
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) done();
    });
    const done = () => {
      clearTimeout(timer);
      observer.disconnect();
      resolve();
    };
    observer.observe(place);
  });
}
