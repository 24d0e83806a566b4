// The list of rows: a grid that renders only the visible rows, navigated with the arrow keys.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, type UIEvent, useLayoutEffect, useRef } from "react";
import { followsAfterScroll } from "../../ui/list-end.ts";
import { printable } from "../../ui/printable.ts";
import { entryAtMs } from "../model/entry.ts";
import type { Wire, WireView } from "../wire.ts";
import { laneHeading, type WireLayout } from "./layout.ts";
import { WireRow } from "./wire-row.tsx";

/** At the default text size. */
const baseRowHeight = 26;

interface WireGridProps {
  readonly wire: Wire;
  readonly view: WireView;
  readonly layout: WireLayout;
  /** The text size relative to the default. */
  readonly scale: number;
  readonly grid: RefObject<HTMLTableElement | null>;
}

export function WireGrid({ wire, view, layout, scale, grid }: WireGridProps) {
  const rowHeight = Math.round(baseRowHeight * scale);
  const { shown } = wire;
  const first = shown.first;
  const virtual = useVirtualizer({
    count: shown.end - first,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
    overscan: 8,
    useFlushSync: false,
  });
  const onScroll = useFollow({ wire, view, grid, rowHeight });
  useReveal(view, (number) => virtual.scrollToIndex(shown.placeOf(number) - first));
  const items = virtual.getVirtualItems();
  const rows = items.flatMap(({ index }) => {
    const number = shown.numberAt(first + index);
    const entry = wire.log.entries.at(number);
    if (entry === undefined) return [];
    return [{ number, entry, name: "peer" in entry ? entry.peer.name : "", place: first + index }];
  });
  const { firstMs } = wire;
  const isSelectionRendered = rows.some(({ number }) => number === view.selected);
  return (
    <table
      ref={grid}
      className="wire-grid fill scroll"
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are selected with keys is a grid
      role="grid"
      tabIndex={0}
      aria-label="Frames on the wire"
      aria-rowcount={shown.end + 1}
      aria-colcount={columnsOf(layout)}
      aria-activedescendant={isSelectionRendered ? rowId(view.selected) : undefined}
      data-length={layout.hasLength}
      data-version={layout.hasVersion}
      data-time={view.time}
      style={gridStyle(layout, scale, rowHeight)}
      onScroll={onScroll}
      onKeyDown={(event) => onKey(event, wire, view, pageRows(grid, rowHeight))}
    >
      <GridHead layout={layout} />
      <tbody
        className="wire-rows"
        style={{ height: virtual.getTotalSize(), paddingTop: (items[0]?.start ?? rowHeight) - rowHeight }}
      >
        {rows.map(({ number, entry, name, place }) => (
          <WireRow
            key={number}
            id={rowId(number)}
            wire={wire}
            number={number}
            entry={entry}
            name={name}
            rowIndex={place + 2}
            firstMs={view.time === "start" ? firstMs : null}
            previousMs={view.time === "previous" ? atMsOf(wire, place - first - 1) : null}
            time={view.time}
            lane={layout.lanes.indexOf(name)}
            lanes={layout.lanes.length}
            columns={columnsOf(layout)}
            isSelected={number === view.selected}
          />
        ))}
      </tbody>
    </table>
  );
}

function GridHead({ layout }: { readonly layout: WireLayout }) {
  const { lanes, laneWidth } = layout;
  return (
    <thead className="wire-head muted">
      <tr className="wire-row" aria-rowindex={1}>
        <HeadCell name="time" text="Time" />
        <th scope="col" className="wire-lanes">
          {lanes.map((name) => (
            <LaneName key={name} name={printable(name)} heading={laneHeading(printable(name), laneWidth)} />
          ))}
          <LaneName name="handler" heading={laneHeading("handler", laneWidth)} isHandler />
        </th>
        <HeadCell name="kind" text="Kind" />
        {layout.hasLength ? <HeadCell name="length" text="Length" /> : null}
        <HeadCell name="payload" text="Payload" />
        {layout.hasVersion ? <HeadCell name="version" text="By" /> : null}
      </tr>
    </thead>
  );
}

function HeadCell({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <th scope="col" className={`wire-${name}`}>
      {text}
    </th>
  );
}

interface LaneNameProps {
  readonly name: string;
  readonly heading: string;
  readonly isHandler?: boolean;
}

function LaneName({ name, heading, isHandler = false }: LaneNameProps) {
  return (
    <span className={isHandler ? "lane-name handler" : "lane-name"} title={name}>
      {heading === name ? name : <abbr title={name}>{heading}</abbr>}
    </span>
  );
}

const rowId = (number: number | null): string => `wire-row-${number}`;
const columnsOf = ({ hasLength, hasVersion }: WireLayout): number => 4 + Number(hasLength) + Number(hasVersion);

function gridStyle(layout: WireLayout, scale: number, rowHeight: number): Record<string, string> {
  const laneWidth = 2 * Math.round((layout.laneWidth * scale) / 2);
  return {
    "--row": `${rowHeight}px`,
    "--row-width": `${Math.round(layout.rowWidth * scale)}px`,
    "--lane": `${laneWidth}px`,
    "--lanes": String(layout.lanes.length + 1),
  };
}

/** The time of the row at this index, or of the nearest earlier row that has one. */
function atMsOf({ shown, log }: Wire, index: number): number | null {
  for (let at = index; at >= 0; at--) {
    const entry = log.entries.at(shown.numberAt(shown.first + at));
    const atMs = entry === undefined ? null : entryAtMs(entry);
    if (atMs !== null) return atMs;
  }
  return null;
}

/** Scrolls to the selected row when the selection changes or the opened detail pane leaves less room. */
function useReveal({ selected, isDetailOpen }: WireView, reveal: (number: number) => void): void {
  const latest = useRef(reveal);
  latest.current = reveal;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an open detail pane leaves less room
  useLayoutEffect(() => {
    if (selected !== null) latest.current(selected);
  }, [selected, isDetailOpen]);
}

interface FollowOptions {
  readonly wire: Wire;
  readonly view: WireView;
  readonly grid: RefObject<HTMLElement | null>;
  readonly rowHeight: number;
}

/** Keeps the newest row in view until the learner scrolls up; from then on the visible rows stay in place. */
function useFollow({ wire, view, grid, rowHeight }: FollowOptions): (event: UIEvent<HTMLElement>) => void {
  const lastTop = useRef(0);
  const before = useRef({ first: 0, matches: wire.query.matches, clearedTo: 0 });
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    const { first, matches, clearedTo } = before.current;
    const isSameList = matches === wire.query.matches && clearedTo === view.clearedTo;
    const dropped = isSameList ? Math.max(0, wire.shown.first - first) : 0;
    if (view.isFollowing) element.scrollTop = element.scrollHeight;
    else element.scrollTop -= rowHeight * dropped;
    lastTop.current = element.scrollTop;
    before.current = { first: wire.shown.first, matches: wire.query.matches, clearedTo: view.clearedTo };
  });
  return ({ currentTarget }) => {
    const on = followsAfterScroll(currentTarget, lastTop.current);
    lastTop.current = currentTarget.scrollTop;
    if (on !== null) wire.view.dispatch({ type: "follow", on });
  };
}

/** Rows that Page Up and Page Down move by: those in view without the header, less one. */
function pageRows(grid: RefObject<HTMLTableElement | null>, rowHeight: number): number {
  return Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowHeight) - 2);
}

function onKey(event: KeyboardEvent, wire: Wire, view: WireView, page: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") wire.view.dispatch({ type: "detail", open: true });
  else if (event.key === "Escape")
    wire.view.dispatch(view.isDetailOpen ? { type: "detail", open: false } : { type: "select", number: null });
  else if (!moveSelection(event.key, wire, view.selected, page)) return;
  event.preventDefault();
}

/** Returns true if the key moves the selection. */
function moveSelection(key: string, { shown, view }: Wire, selected: number | null, page: number): boolean {
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
