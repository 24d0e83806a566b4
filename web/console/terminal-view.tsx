// The console as a terminal, loaded after the page because it is large.
import { type RefObject, useEffect, useRef, useState } from "react";
import type { ConsoleTerminal, TerminalEvents } from "./console-terminal.ts";
import type { ViewProps } from "./console-view.ts";

interface TerminalViewProps extends ViewProps {
  readonly isDark: boolean;
  readonly fontSize: number;
  /** Called when the terminal cannot be loaded. */
  readonly failed: () => void;
}

export function TerminalView(props: TerminalViewProps) {
  const { entries, epoch, showsTimes, isDark, fontSize } = props;
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
      onScroll: (isAtEnd) => latest.current.onScroll(isAtEnd),
    };
    const terminal = createTerminal(place, events);
    terminal.then(setTerminal, () => latest.current.failed());
    return () => void terminal.then((created) => created?.dispose()).catch(() => {});
  }, [place]);
  useEffect(() => {
    latest.current.ready(terminal);
    return () => latest.current.ready(null);
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
