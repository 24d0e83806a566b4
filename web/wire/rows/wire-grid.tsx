// The list itself: a grid of which only the rows on the screen exist, moved through by the arrow keys.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from "react";
import { entryAtMs } from "../model/entry.ts";
import type { Wire } from "../wire.ts";
import type { WireView } from "../wire-view.ts";
import { GridHead } from "./grid-head.tsx";
import type { WireLayout } from "./layout.ts";
import { useFollow } from "./use-follow.ts";
import { WireRow } from "./wire-row.tsx";

/** For text of the usual size. */
const plainRow = 26;

interface WireGridProps {
  readonly wire: Wire;
  readonly view: WireView;
  readonly lanes: readonly string[];
  readonly layout: WireLayout;
  /** Of the text: 1 is the usual size. */
  readonly scale: number;
  readonly grid: RefObject<HTMLTableElement | null>;
}

export function WireGrid({ wire, view, lanes, layout, scale, grid }: WireGridProps) {
  const rowHeight = Math.round(plainRow * scale);
  const { shown } = wire;
  const first = shown.first;
  const count = shown.end - first;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
    overscan: 8,
    useFlushSync: false,
  });
  const onScroll = useFollow({ wire, view, grid, rowHeight });
  useRevealed(view, (number) => virtual.scrollToIndex(shown.placeOf(number) - first));
  const items = virtual.getVirtualItems();
  const rows = items.flatMap(({ index }) => {
    const number = shown.numberAt(first + index);
    const entry = wire.log.entries.at(number);
    return entry === undefined ? [] : [{ number, entry, place: first + index }];
  });
  const firstMs = momentAt(wire, 0);
  const isSelectedHere = rows.some(({ number }) => number === view.selected);
  return (
    <table
      ref={grid}
      className="wire-grid"
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen by keys is a grid
      role="grid"
      tabIndex={0}
      aria-label="Frames on the wire"
      aria-rowcount={shown.end + 1}
      aria-colcount={layout.isWide ? 6 : 5}
      aria-activedescendant={isSelectedHere ? rowId(view.selected) : undefined}
      data-as={layout.as}
      data-wide={layout.isWide}
      data-tight={layout.as === "list" && layout.isTight}
      data-time={view.time}
      style={gridStyle(layout, lanes.length, rowHeight)}
      onScroll={onScroll}
      onKeyDown={(event) => onKey(event, wire, view, pageRows(grid, rowHeight))}
    >
      <GridHead lanes={lanes} layout={layout} />
      <tbody
        className="wire-rows"
        style={{ height: virtual.getTotalSize(), paddingTop: (items[0]?.start ?? rowHeight) - rowHeight }}
      >
        {rows.map(({ number, entry, place }) => (
          <WireRow
            key={number}
            wire={wire}
            number={number}
            entry={entry}
            rowIndex={place + 2}
            firstMs={view.time === "start" ? firstMs : null}
            beforeMs={view.time === "previous" ? momentAt(wire, place - first - 1) : null}
            time={view.time}
            lane={"caller" in entry ? lanes.indexOf(entry.caller.name) : -1}
            lanes={lanes.length}
            layout={layout}
            isSelected={number === view.selected}
          />
        ))}
      </tbody>
    </table>
  );
}

const rowId = (number: number | null): string => `wire-row-${number}`;

function gridStyle(layout: WireLayout, lanes: number, rowHeight: number): Record<string, string> {
  const laneWidth = layout.as === "lanes" ? 2 * Math.round((layout.laneWidth * rowHeight) / plainRow / 2) : 0;
  return { "--row": `${rowHeight}px`, "--lane": `${laneWidth}px`, "--lanes": String(lanes + 1) };
}

/** The moment of a row by its place among those that are there; of a remark, that of the row before it. */
function momentAt({ shown, log }: Wire, index: number): number | null {
  for (let at = index; at >= 0; at--) {
    const entry = log.entries.at(shown.numberAt(shown.first + at));
    const atMs = entry === undefined ? null : entryAtMs(entry);
    if (atMs !== null) return atMs;
  }
  return null;
}

/** The chosen row comes into view when it is another one, or when the detail takes its room. */
function useRevealed({ selected, isDetailOpen }: WireView, reveal: (number: number) => void): void {
  const latest = useRef(reveal);
  latest.current = reveal;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an opened detail leaves less room
  useLayoutEffect(() => {
    if (selected !== null) latest.current(selected);
  }, [selected, isDetailOpen]);
}

/** Rows that Page Up and Page Down pass: a screenful but one, without the head. */
function pageRows(grid: RefObject<HTMLTableElement | null>, rowHeight: number): number {
  return Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowHeight) - 2);
}

function onKey(event: KeyboardEvent, wire: Wire, view: WireView, page: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") wire.view.dispatch({ type: "detail", open: true });
  else if (event.key === "Escape")
    wire.view.dispatch(view.isDetailOpen ? { type: "detail", open: false } : { type: "select", number: null });
  else if (!move(event.key, wire, view.selected, page)) return;
  event.preventDefault();
}

/** True when the key was one that moves the choice. */
function move(key: string, { shown, view }: Wire, selected: number | null, page: number): boolean {
  const here = selected === null ? null : shown.placeOf(selected);
  const last = shown.end - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: here === null ? last : here + 1,
    ArrowUp: here === null ? last : here - 1,
    PageDown: (here ?? last) + page,
    PageUp: (here ?? last) - page,
    Home: shown.first,
    End: last,
  };
  const place = moves[key];
  if (place === undefined) return false;
  view.dispatch({ type: "select", number: shown.numberAt(Math.min(last, Math.max(shown.first, place))) });
  return true;
}
