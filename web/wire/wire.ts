// The wire of one open lesson: its log, how the learner views it, and at most one update per paint.
import { createStore, type Store } from "../ui/store.ts";
import { createQuery, type Filter, noFilter, type Query } from "./filter/filter.ts";
import { type CompilePattern, loadPatterns } from "./filter/patterns.ts";
import { Shown } from "./filter/shown.ts";
import { entryAtMs } from "./model/entry.ts";
import type { RingLimits } from "./model/ring.ts";
import type { TimeMode } from "./model/times.ts";
import { closeFrameDelayMs, WireLog } from "./model/wire-log.ts";

export type PayloadFormat = "text" | "json" | "hex";

/** Kept while the lesson is open. */
export interface WireView {
  readonly filter: Filter;
  /** Rows from this number on are held back; null when not paused. */
  readonly pausedAt: number | null;
  /** Rows before this number are hidden, not deleted. */
  readonly clearedTo: number;
  /** The list scrolls to its newest row. */
  readonly isFollowing: boolean;
  readonly selected: number | null;
  readonly isDetailOpen: boolean;
  readonly time: TimeMode;
  readonly format: PayloadFormat;
}

export type WireViewAction =
  | { readonly type: "filter"; readonly change: Partial<Filter> }
  /** `at`: the number after the newest row that is shown. */
  | { readonly type: "clear"; readonly at: number }
  | { readonly type: "follow"; readonly on: boolean }
  | { readonly type: "select"; readonly number: number | null }
  | { readonly type: "detail"; readonly open: boolean }
  | { readonly type: "set"; readonly change: Partial<Pick<WireView, "pausedAt" | "clearedTo" | "time" | "format">> };

const initialView: WireView = {
  filter: noFilter,
  pausedAt: null,
  clearedTo: 0,
  isFollowing: true,
  selected: null,
  isDetailOpen: false,
  time: "start",
  format: "text",
};

function reduceView(view: WireView, action: WireViewAction): WireView {
  switch (action.type) {
    case "filter":
      return { ...view, filter: { ...view.filter, ...action.change } };
    case "clear":
      return { ...view, clearedTo: action.at, selected: null, isDetailOpen: false, isFollowing: true };
    case "follow":
      return view.isFollowing === action.on ? view : { ...view, isFollowing: action.on };
    case "select":
      if (action.number === null) return { ...view, selected: null, isDetailOpen: false };
      // A selected row must not scroll away.
      return { ...view, selected: action.number, isFollowing: false };
    case "detail":
      return { ...view, isDetailOpen: action.open && view.selected !== null };
    case "set":
      return { ...view, ...action.change };
    default:
      return action satisfies never;
  }
}

export interface WireOptions {
  readonly limits?: RingLimits;
  /** The token of this browser tab. */
  readonly page?: string;
  /** Runs a callback before the next paint. */
  readonly paint?: (run: () => void) => void;
  readonly later?: (run: () => void) => void;
  readonly now?: () => number;
  readonly loadPatterns?: () => Promise<CompilePattern>;
}

export class Wire {
  readonly log: WireLog;
  readonly shown: Shown;
  readonly view: Store<WireView, WireViewAction> = createStore(reduceView, initialView);
  query: Query = { matches: null, problem: null };
  readonly #options: WireOptions;
  readonly #listeners = new Set<() => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #compilePattern: CompilePattern = () => this.#loadPatterns();
  #filter: Filter = noFilter;
  #renames = 0;
  #isScheduled = false;
  #revision = 0;

  constructor(options: WireOptions = {}) {
    const { limits, page = "", now = () => performance.now() } = options;
    this.#options = options;
    const later = options.later ?? ((run) => this.#later(run));
    this.log = new WireLog({ ...(limits && { limits }), page, later, onChange: () => this.#schedule() });
    this.shown = new Shown(this.log.entries, now);
    this.view.subscribe(() => this.#applyView());
  }

  /** For `useSyncExternalStore`: notifies at most once per paint. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#schedule();
    return () => this.#listeners.delete(listener);
  };

  readonly revision = (): number => this.#revision;

  /** Rows since the last clear, whatever the filter shows of them. */
  get rows(): number {
    return this.log.entries.next - Math.max(this.log.entries.first, this.view.get().clearedTo);
  }

  /** The time of the first of them that has one; null for none. */
  get firstMs(): number | null {
    const { first, next } = this.log.entries;
    for (let number = Math.max(first, this.view.get().clearedTo); number < next; number++) {
      const entry = this.log.entries.at(number);
      const atMs = entry === undefined ? null : entryAtMs(entry);
      if (atMs !== null) return atMs;
    }
    return null;
  }

  /** Rows that a pause holds back. */
  get waiting(): number {
    const { pausedAt } = this.view.get();
    return pausedAt === null ? 0 : this.log.entries.next - Math.max(pausedAt, this.log.entries.first);
  }

  /** Rows hidden by the last clear and still kept. */
  get cleared(): number {
    return Math.max(0, this.view.get().clearedTo - this.log.entries.first);
  }

  /** A paused wire keeps receiving. */
  togglePause(): void {
    const pausedAt = this.view.get().pausedAt === null ? this.log.entries.next : null;
    this.view.dispatch({ type: "set", change: { pausedAt } });
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#listeners.clear();
  }

  /** Updates what can be shown immediately; a filter searches during the next paints. */
  #applyView(): void {
    const { filter, clearedTo, pausedAt } = this.view.get();
    if (filter !== this.#filter) this.query = createQuery(filter, this.#compilePattern);
    this.#filter = filter;
    this.shown.setRange({ from: clearedTo, until: pausedAt, matches: this.query.matches });
    this.#schedule();
  }

  /** Stands in for the compiler until the engine has been fetched. */
  #loadPatterns(): ReturnType<CompilePattern> {
    const waiting = { ok: false, problem: "Loading pattern search…" } as const;
    const failed = {
      ok: false,
      problem: "Could not load pattern search. Reload the page when you are online.",
    } as const;
    const finish = (compilePattern: CompilePattern) => {
      this.#compilePattern = compilePattern;
      this.view.dispatch({ type: "filter", change: {} });
    };
    this.#compilePattern = () => waiting;
    const { loadPatterns: load = loadPatterns } = this.#options;
    load().then(finish, () => finish(() => failed));
    return waiting;
  }

  /** Without subscribers nothing is searched; the next one catches up. */
  #schedule(): void {
    if (this.#isScheduled || this.#listeners.size === 0) return;
    this.#isScheduled = true;
    const { paint = requestAnimationFrame } = this.#options;
    paint(() => this.#update());
  }

  #update(): void {
    this.#isScheduled = false;
    if (this.#renames !== this.log.peers.renames) this.shown.rescan();
    this.#renames = this.log.peers.renames;
    const hasMore = this.shown.scan();
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener();
    if (hasMore) this.#schedule();
  }

  #later(run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, closeFrameDelayMs);
    this.#timers.add(timer);
  }
}
