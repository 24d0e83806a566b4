// The tiles: a list that renders only the visible rows, with arrow keys between tiles. While someone works in it, its order
// stays, so that nothing moves away under the pointer or the focus.
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { rememberOrder } from "../look/walk.ts";
import { type Arrangement, arrange, heldOrder } from "../roster/arrangement.ts";
import type { LearnerRow } from "../roster/learner-rows.ts";
import { useCanAct, useDashboard, useLearners, useServerNow } from "./dashboard-context.ts";
import { Tile } from "./tile.tsx";

interface TilesProps {
  readonly arrangement: Arrangement;
  /** Removes filter and search. */
  readonly clear: () => void;
}

export function Tiles({ arrangement, clear }: TilesProps) {
  const { id: workshop, isProjected, openMember } = useDashboard();
  const canLook = useCanAct();
  const nowMs = useServerNow();
  const all = useLearners();
  const [isHeld, setHeld] = useState(false);
  const rows = useHeldOrder(arrange(all, arrangement, { nowMs, isAnonymous: isProjected }), isHeld);
  useEffect(() => rememberOrder(workshop, rows));
  const list = useRef<HTMLElement>(null);
  const columns = useColumns(list);
  const { tabStop, onKeyDown, onFocus } = useTileKeys(rows, columns, list);
  const stopRow = Math.floor(rows.findIndex(({ member }) => member.id === tabStop) / columns);
  const rangeExtractor = useCallback((range: Range) => withRow(defaultRangeExtractor(range), stopRow), [stopRow]);
  const virtual = useVirtualizer({
    count: Math.ceil(rows.length / columns),
    getScrollElement: () => list.current,
    estimateSize: () => rowRem * rootPx(),
    overscan: 3,
    rangeExtractor,
    useFlushSync: false,
  });
  const minute = Math.floor(nowMs / 60_000);
  return (
    <>
      {rows.length === 0 ? <NothingFound clear={clear} /> : null}
      <section
        ref={list}
        className="tiles fill scroll"
        aria-label="Learners"
        hidden={rows.length === 0}
        tabIndex={isProjected ? 0 : undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          setHeld(true);
          onFocus(event);
        }}
        onBlur={() => setHeld(false)}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={({ currentTarget }) => setHeld(currentTarget.contains(document.activeElement))}
      >
        <ul style={{ height: virtual.getTotalSize() }}>
          {virtual
            .getVirtualItems()
            .flatMap(({ index, start }) =>
              rows
                .slice(index * columns, (index + 1) * columns)
                .map((row, column) => (
                  <Tile
                    key={row.member.id}
                    row={row}
                    workshop={workshop}
                    isProjected={isProjected}
                    canLook={canLook}
                    minute={minute}
                    place={index * columns + column + 1}
                    count={rows.length}
                    topPx={start}
                    column={column}
                    columns={columns}
                    isTabStop={row.member.id === tabStop}
                    open={openMember}
                  />
                )),
            )}
        </ul>
      </section>
    </>
  );
}

/** The row with the tab stop stays rendered: the focus may be in it. */
function withRow(indexes: number[], row: number): number[] {
  return row < 0 || indexes.includes(row) ? indexes : [...indexes, row].sort((one, other) => one - other);
}

const rootPx = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

function useHeldOrder(rows: readonly LearnerRow[], isHeld: boolean): readonly LearnerRow[] {
  const shown = useRef<readonly string[]>([]);
  const ordered = isHeld ? heldOrder(rows, shown.current) : rows;
  useLayoutEffect(() => {
    shown.current = ordered.map(({ member }) => member.id);
  });
  return ordered;
}

/** The least width of a tile, and the height of a row: no text of a tile wraps. */
const tileRem = 17;
const rowRem = 9;

function useColumns(list: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(1);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => setColumns(Math.max(1, Math.floor(element.clientWidth / (tileRem * rootPx()))));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [list]);
  return columns;
}

/** One tab stop; arrow keys, Home, End and the page keys move it. */
function useTileKeys(rows: readonly LearnerRow[], columns: number, list: RefObject<HTMLElement | null>) {
  const [chosen, setChosen] = useState<string | null>(null);
  const isMoving = useRef(false);
  const found = rows.findIndex(({ member }) => member.id === chosen);
  const tabStop = rows[Math.max(0, found)]?.member.id ?? null;
  useEffect(() => {
    if (!isMoving.current || tabStop === null) return;
    isMoving.current = false;
    const tile = list.current?.querySelector<HTMLElement>(`[data-id="${tabStop}"]`);
    tile?.scrollIntoView({ block: "nearest" });
    tile?.querySelector<HTMLElement>(".tile-name")?.focus({ preventScroll: true });
  }, [tabStop, list]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = movedTo(event.key, Math.max(0, found), columns, rows.length);
    const row = next === null ? undefined : rows[next];
    if (row === undefined) return;
    event.preventDefault();
    isMoving.current = true;
    setChosen(row.member.id);
  };
  const onFocus = ({ target }: FocusEvent) => {
    const id = target.closest<HTMLElement>("[data-id]")?.dataset.id;
    if (id !== undefined) setChosen(id);
  };
  return { tabStop, onKeyDown, onFocus };
}

function movedTo(key: string, index: number, columns: number, count: number): number | null {
  const by: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: 4 * columns,
    PageUp: -4 * columns,
    Home: -count,
    End: count,
  };
  const step = by[key];
  return step === undefined ? null : Math.min(count - 1, Math.max(0, index + step));
}

/** When the filter or the search matches no one. */
export function NothingFound({ clear }: { readonly clear: () => void }) {
  return (
    <div className="empty nothing stack">
      <p role="status">No one matches this filter and search.</p>
      <button type="button" className="small" onClick={clear}>
        Show everyone
      </button>
    </div>
  );
}
