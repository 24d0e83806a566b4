// The console's find bar. Enter goes to the previous match, Shift+Enter to the next, Escape closes it.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { ConsoleView, FindStep, Found } from "./console-view.ts";

interface FindBarProps {
  readonly view: ConsoleView | null;
  readonly close: () => void;
}

const nothing: Found = { at: 0, of: 0 };

export function FindBar({ view, close }: FindBarProps) {
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
      <button type="button" className="small" onClick={() => find(query, -1)}>
        Previous
      </button>
      <button type="button" className="small" onClick={() => find(query, 1)}>
        Next
      </button>
      <button type="button" className="quiet" onClick={close}>
        Done
      </button>
    </search>
  );
}
