// The wire of one opened lesson: what passed, how it is looked at, and one change of the page per paint.
import type { ToPage } from "../../server/protocol/live.ts";
import { createStore, type Store } from "../ui/store.ts";
import { askOf, type Filter, type Question } from "./filter/filter.ts";
import { Shown } from "./filter/shown.ts";
import type { RingLimits } from "./model/ring.ts";
import { closeFrameWithinMs, WireLog } from "./model/wire-log.ts";
import { emptyView, reduceView, type WireView, type WireViewAction } from "./wire-view.ts";

export interface WireOptions {
  readonly limits?: RingLimits;
  /** Runs what is given before the next paint. */
  readonly paint?: (run: () => void) => void;
  readonly later?: (run: () => void) => void;
  readonly now?: () => number;
}

export class Wire {
  readonly log: WireLog;
  readonly shown: Shown;
  readonly view: Store<WireView, WireViewAction> = createStore(reduceView, emptyView);
  question: Question = { matches: null, problem: null };
  readonly #paint: (run: () => void) => void;
  readonly #listeners = new Set<() => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #filter: Filter = emptyView.filter;
  #renamed = 0;
  #isWaiting = false;
  #revision = 0;

  constructor(options: WireOptions = {}) {
    const { limits, now = () => performance.now() } = options;
    this.#paint = options.paint ?? ((run) => requestAnimationFrame(run));
    const later = options.later ?? ((run) => this.#later(run));
    this.log = new WireLog({ ...(limits && { limits }), later, changed: () => this.#wake() });
    this.shown = new Shown(this.log.entries, now);
    this.view.subscribe(() => this.#looked());
  }

  hear(message: ToPage): void {
    this.log.hear(message);
  }

  /** For `useSyncExternalStore`: told at most once a paint. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#wake();
    return () => this.#listeners.delete(listener);
  };

  readonly revision = (): number => this.#revision;

  /** Rows that wait for the end of a pause. */
  get waiting(): number {
    const { pausedAt } = this.view.get();
    return pausedAt === null ? 0 : this.log.entries.next - Math.max(pausedAt, this.log.entries.first);
  }

  /** Rows before the last clear that are still there. */
  get cleared(): number {
    return Math.max(0, this.view.get().clearedTo - this.log.entries.first);
  }

  /** Goes on receiving either way. */
  togglePause(): void {
    const isPaused = this.view.get().pausedAt !== null;
    this.view.dispatch(isPaused ? { type: "go-on" } : { type: "pause", at: this.log.entries.next });
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#listeners.clear();
  }

  /** The view has changed: what is shown follows at once, what has to be searched within the next paints. */
  #looked(): void {
    const { filter, clearedTo, pausedAt } = this.view.get();
    if (filter !== this.#filter) this.question = askOf(filter);
    this.#filter = filter;
    this.shown.use({ from: clearedTo, until: pausedAt, matches: this.question.matches });
    this.#wake();
  }

  /** Nobody looks: nothing is searched, and the next to look wakes it up. */
  #wake(): void {
    if (this.#isWaiting || this.#listeners.size === 0) return;
    this.#isWaiting = true;
    this.#paint(() => this.#step());
  }

  #step(): void {
    this.#isWaiting = false;
    if (this.#renamed !== this.log.callers.renamed) this.shown.rescan();
    this.#renamed = this.log.callers.renamed;
    const hasMore = this.shown.scan();
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener();
    if (hasMore) this.#wake();
  }

  #later(run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, closeFrameWithinMs);
    this.#timers.add(timer);
  }
}
