// What is done with the wire more rarely: the time column, copy, export.
import { useState } from "react";
import { useCommands } from "../shell/use-commands.ts";
import { copyText } from "../ui/copy-text.ts";
import { useStore } from "../ui/store.ts";
import { exportSlices } from "./model/export-lines.ts";
import { type TimeMode, timeModes } from "./model/times.ts";
import type { Wire } from "./wire.ts";

const timeNames: Record<TimeMode, string> = {
  start: "since the first row",
  previous: "since the row before",
  clock: "the room's clock",
};
/** What a clipboard is asked to take. */
const mostCopied = 5_000;

export function WireMenu({ wire }: { readonly wire: Wire }) {
  const { time } = useStore(wire.view);
  const [said, setSaid] = useState("");
  const { save, copy } = exportActions(wire, setSaid);
  const isFiltered = wire.question.matches !== null;
  useCommands(() => [
    {
      id: "wire.export",
      title: "Export the wire as JSON lines",
      group: "Wire",
      words: "save download",
      run: () => save(false),
    },
  ]);
  return (
    <>
      <button type="button" className="small" popoverTarget="wire-menu">
        More
      </button>
      <div id="wire-menu" popover="auto" className="menu wire-menu" role="dialog" aria-label="More about the wire">
        <fieldset>
          <legend>Time</legend>
          {timeModes.map((mode) => (
            <label key={mode} className="menu-item">
              <input
                type="radio"
                name="wire-time"
                checked={mode === time}
                onChange={() => wire.view.dispatch({ type: "time", mode })}
              />
              {timeNames[mode]}
            </label>
          ))}
        </fieldset>
        <div className="menu-actions">
          <button type="button" className="small" onClick={() => void save(false)}>
            Export all as JSON lines
          </button>
          <button type="button" className="small" disabled={!isFiltered} onClick={() => void save(true)}>
            Export what the filter shows
          </button>
          <button type="button" className="small" onClick={() => void copy()}>
            Copy what is shown
          </button>
        </div>
        <p role="status" className="said-line">
          {said}
        </p>
      </div>
    </>
  );
}

function exportActions(wire: Wire, say: (text: string) => void) {
  const save = async (isFiltered: boolean) => {
    const { first, next } = wire.log.entries;
    say("Writing…");
    const parts = await written(wire, first, next, isFiltered);
    download(new Blob(parts, { type: "application/jsonl" }), fileName());
    say("Saved.");
  };
  const copy = async () => {
    const { shown } = wire;
    const from = Math.max(shown.first, shown.end - mostCopied);
    const until = shown.end > from ? shown.numberAt(shown.end - 1) + 1 : 0;
    const parts = await written(wire, shown.end > from ? shown.numberAt(from) : 0, until, true);
    const isCopied = await copyText(parts.join(""));
    const count = shown.end - from;
    say(
      isCopied
        ? `Copied ${count} rows${from > shown.first ? ", the newest" : ""}.`
        : "This browser does not let the page copy here.",
    );
  };
  return { save, copy };
}

async function written(wire: Wire, from: number, until: number, isFiltered: boolean): Promise<string[]> {
  const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));
  const matches = isFiltered ? wire.question.matches : null;
  return Array.fromAsync(exportSlices(wire.log.entries, { from, until, matches, breathe }));
}

function fileName(): string {
  return `wire-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.jsonl`;
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
