// One command in the palette's list, with the letters that were typed made to stand out.
import { useEffect, useRef } from "react";
import { isMac } from "../ui/machine.ts";
import { keyNames } from "./keys.ts";
import type { Offer } from "./palette-list.ts";

interface PaletteOptionProps {
  readonly id: string;
  readonly offer: Offer;
  /** Stands above the first of its group. */
  readonly heading: string | null;
  /** Stands beside each when there are no headings. */
  readonly group: string;
  readonly isCurrent: boolean;
  readonly point: () => void;
  readonly run: () => void;
}

export function PaletteOption({ id, offer, heading, group, isCurrent, point, run }: PaletteOptionProps) {
  const place = useRef<HTMLDivElement>(null);
  const { command, places } = offer;
  useEffect(() => {
    if (isCurrent) place.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  return (
    <>
      {heading === null ? null : (
        <div className="palette-heading" role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and has the keys */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: pointed at by aria-activedescendant */}
      <div
        ref={place}
        id={id}
        role="option"
        className="palette-option"
        aria-selected={isCurrent}
        onMouseMove={point}
        onClick={run}
      >
        <span className="palette-title">
          <Marked text={command.title} places={places} />
        </span>
        <span className="palette-group">{group}</span>
        {command.key ? <kbd>{keyNames(command.key, isMac())[0]}</kbd> : null}
      </div>
    </>
  );
}

/** The letters in runs, so that a title is a few pieces and not one for each letter. */
function Marked({ text, places }: { readonly text: string; readonly places: readonly number[] }) {
  const isHit = (index: number) => places.includes(index);
  const starts = Array.from(text, (_, index) => index).filter((at) => at === 0 || isHit(at) !== isHit(at - 1));
  const runs = starts.map((at, run) => ({ at, text: text.slice(at, starts[run + 1]), isHit: isHit(at) }));
  return runs.map((run) => (run.isHit ? <mark key={run.at}>{run.text}</mark> : <span key={run.at}>{run.text}</span>));
}
