// The command palette: a field that keeps the focus, and below it the commands that fit what was typed.
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useModal } from "../ui/use-modal.ts";
import type { Command } from "./commands.ts";
import { usePage } from "./page-context.ts";
import { type Offer, offers } from "./palette-list.ts";
import { PaletteOption } from "./palette-option.tsx";
import { readRecent, remember } from "./recent.ts";

export function Palette({ close }: { readonly close: () => void }) {
  const { commands, notices } = usePage();
  const [query, setQuery] = useState("");
  const [index, setIndex] = useState(0);
  const id = useId();
  const all = useMemo(() => commands.all(), [commands]);
  const recent = useMemo(() => readRecent(window.localStorage), []);
  const shown = useMemo(() => offers(all, query, recent), [all, query, recent]);
  const current = Math.min(index, shown.length - 1);
  const run = ({ id: command, run: act }: Command) => {
    remember(window.localStorage, command);
    close();
    // After the dialog has given the focus back, so that the command may move it.
    requestAnimationFrame(() => void carryOut(act, (text) => notices.dispatch({ type: "say", text })));
  };
  const onKey = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, current, shown.length);
    if (next !== null) setIndex(next);
    else if (event.key === "Enter" && shown[current]) run(shown[current].command);
    else return;
    event.preventDefault();
  };
  const change = (text: string) => {
    setQuery(text);
    setIndex(0);
  };
  return (
    <dialog {...useModal(close)} className="palette" aria-label="Commands">
      <input
        type="text"
        role="combobox"
        className="palette-field"
        placeholder="What would you like to do?"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown[current] ? `${id}-${current}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={query}
        onChange={({ target }) => change(target.value)}
        onKeyDown={onKey}
      />
      <div className="palette-list" role="listbox" id={`${id}-list`} aria-label="Commands">
        {shown.map((offer, place) => (
          <PaletteOption
            key={offer.command.id}
            id={`${id}-${place}`}
            offer={offer}
            heading={headingAt(shown, place, query)}
            group={query.trim() === "" ? "" : offer.command.group}
            isCurrent={place === current}
            point={() => setIndex(place)}
            run={() => run(offer.command)}
          />
        ))}
      </div>
      <p role="status" className={shown.length === 0 ? "palette-none" : "unseen"}>
        {shown.length === 0 ? `No command is called “${query.trim()}”.` : countText(shown.length, query)}
      </p>
    </dialog>
  );
}

async function carryOut(act: Command["run"], say: (text: string) => void): Promise<void> {
  try {
    const problem = await act();
    if (problem) say(problem);
  } catch {
    say("That did not work.");
  }
}

function countText(count: number, query: string): string {
  return query.trim() === "" ? "" : count === 1 ? "1 command" : `${count} commands`;
}

/** Headings stand only in the list of everything; among what was found the order is that of the fit. */
function headingAt(shown: readonly Offer[], place: number, query: string): string | null {
  const heading = shown[place]?.heading ?? "";
  return query.trim() === "" && heading !== shown[place - 1]?.heading ? heading : null;
}

function nextIndex(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (index + 1) % count;
    case "ArrowUp":
      return (index + count - 1) % count;
    case "PageDown":
      return Math.min(count - 1, index + 8);
    case "PageUp":
      return Math.max(0, index - 8);
    default:
      return null;
  }
}
