// The console for eyes: a terminal, which comes after the page because it is large.
import { type RefObject, useEffect, useRef, useState } from "react";
import type { ConsoleTerminal, TerminalHearer } from "./console-terminal.ts";
import type { ViewProps } from "./console-view.ts";
import type { Preferences } from "./preferences.ts";

interface TerminalViewProps extends ViewProps {
  readonly preferences: Preferences;
  /** The terminal did not arrive: a list takes its place. */
  readonly failed: () => void;
}

export function TerminalView(props: TerminalViewProps) {
  const { entries, epoch, showsTimes, preferences } = props;
  const { isDark, fontSize } = preferences;
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
    const hearer: TerminalHearer = {
      goTo: (to) => latest.current.goTo(to),
      atEnd: (isAtEnd) => latest.current.atEnd(isAtEnd),
    };
    const making = makeTerminal(place, hearer);
    making.then(setTerminal, () => latest.current.failed());
    return () => void making.then((made) => made?.dispose()).catch(() => {});
  }, [place]);
  useEffect(() => {
    latest.current.ready(terminal);
    return () => latest.current.ready(null);
  }, [terminal]);
  return terminal;
}

/** null when the component was gone before the terminal came. */
async function makeTerminal(
  place: RefObject<HTMLDivElement | null>,
  hearer: TerminalHearer,
): Promise<ConsoleTerminal | null> {
  if (place.current) await seenOrIdle(place.current);
  if (!place.current) return null;
  const { ConsoleTerminal } = await import("./console-terminal.ts");
  return place.current ? new ConsoleTerminal(place.current, hearer) : null;
}

/** So long the page has other things to do when it begins: the first key in the editor comes before a terminal behind a tab. */
const beginningMs = 3_000;

function seenOrIdle(place: Element): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(), beginningMs);
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
