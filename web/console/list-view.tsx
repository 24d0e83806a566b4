// The console as a list: for screen readers, and when the terminal could not be loaded.
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { clockTime } from "../ui/format.ts";
import { useListEnd } from "../ui/list-end.ts";
import {
  type CodePlace,
  type ConsoleEntry,
  entryText,
  kindNames,
  placeIn,
  placeText,
  plain,
  repeatText,
} from "./console-entry.ts";
import type { ConsoleView, ViewProps } from "./console-view.ts";

export function ListView({ entries, showsTimes, goTo, onScroll, ready }: Omit<ViewProps, "epoch">) {
  const { list, toEnd } = useListEnd<HTMLElement>(entries, onScroll);
  const [found, setFound] = useState<number | null>(null);
  const latest = useRef({ entries, toEnd, found });
  latest.current = { entries, toEnd, found };
  const view = useMemo(() => listView(() => latest.current, setFound), []);
  useEffect(() => {
    ready?.(view);
    return () => ready?.(null);
  }, [ready, view]);
  useEffect(() => {
    if (found !== null) list.current?.querySelector(`[data-seq="${found}"]`)?.scrollIntoView({ block: "nearest" });
  }, [list, found]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard
    <section className="console-list scroll" ref={list} tabIndex={0} aria-label="Console output">
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.seq} entry={entry} showsTime={showsTimes} goTo={goTo} isFound={entry.seq === found} />
        ))}
      </ol>
    </section>
  );
}

interface Latest {
  readonly entries: readonly ConsoleEntry[];
  readonly toEnd: () => void;
  readonly found: number | null;
}

function listView(latest: () => Latest, setFound: (seq: number | null) => void): ConsoleView {
  return {
    scrollToEnd: () => latest().toEnd(),
    find(query, step) {
      const { entries, found } = latest();
      const hits =
        query === "" ? [] : entries.filter((entry) => entryText(entry).toLowerCase().includes(query.toLowerCase()));
      const now = hits.findIndex(({ seq }) => seq === found);
      const at = now < 0 || step === 0 ? hits.length - 1 : (now + step + hits.length) % hits.length;
      setFound(hits[at]?.seq ?? null);
      return { at: at + 1, of: hits.length };
    },
  };
}

interface EntryProps {
  readonly entry: ConsoleEntry;
  readonly showsTime: boolean;
  readonly isFound: boolean;
  readonly goTo: (place: CodePlace) => void;
}

const Entry = memo(function Entry({ entry, showsTime, isFound, goTo }: EntryProps) {
  const { kind, text, place, details, stack, atMs } = entry;
  return (
    <li data-kind={kind} data-seq={entry.seq} data-found={isFound || undefined}>
      {showsTime && atMs !== null ? <time>{clockTime(atMs)}</time> : null}
      {kindNames[kind] ? <span className="kind">{kindNames[kind]}</span> : null}
      <bdi>{plain(text)}</bdi>
      {place ? <PlaceButton place={place} text={placeText(entry)} goTo={goTo} /> : null}
      {repeatText(entry) ? <span className="repeats">({repeatText(entry)})</span> : null}
      {details.map((line) => (
        <p key={line}>{plain(line)}</p>
      ))}
      {stack.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stack never changes and may contain duplicate lines
        <p key={index} className="stack">
          <StackLine line={line} version={place?.version ?? 0} goTo={goTo} />
        </p>
      ))}
    </li>
  );
});

function StackLine({ line, version, goTo }: { line: string; version: number; goTo: (place: CodePlace) => void }) {
  const place = placeIn(line, version);
  return place === null ? plain(line) : <PlaceButton place={place} text={plain(line)} goTo={goTo} />;
}

function PlaceButton({ place, text, goTo }: { place: CodePlace; text: string; goTo: (place: CodePlace) => void }) {
  return <Button label={text} className="place" onClick={() => goTo(place)} />;
}
