// The player of a walkthrough: takes over the server's markup, on the page and in a frame. Framework-free.
import { copyText } from "../../ui/copy-text.ts";
import { prefersReducedMotion } from "../../ui/motion.ts";
import { initialState, type PlayerAction, type PlayerState, reducePlayer } from "./player-state.ts";
import { findElements, render, stepOfLine, type TourElements } from "./player-view.ts";

export interface PlayerOptions {
  /** 1-based. */
  readonly step: number;
  /** Starts when the walkthrough is first visible, unless the user prefers reduced motion. */
  readonly autoplay: boolean;
  /** Keys apply while the focus is in here. */
  readonly keyTarget: HTMLElement | Document;
  /** False if the user has turned single-key shortcuts off. */
  readonly areKeysOn: () => boolean;
  readonly linkTo: (step: number) => string;
  readonly onStep?: (step: number, of: number) => void;
  readonly onEnd?: () => void;
}

export interface Player {
  readonly of: number;
  play(): void;
  pause(): void;
  /** Goes to a step, 1-based, and pauses. */
  goTo(step: number): void;
  /** Removes the listeners and leaves the markup as it is. */
  dispose(): void;
}

/** `root` contains `tourMarkup`. */
export function createPlayer(root: HTMLElement, options: PlayerOptions): Player {
  const disposal = new AbortController();
  const { signal } = disposal;
  const elements = findElements(root);
  const durations = elements.steps.map(({ ms }) => ms);
  let state = initialState(durations, options.step - 1);
  const get = () => state;
  const dispatch = (action: PlayerAction) => {
    const before = state;
    state = reducePlayer(state, action);
    if (state === before) return;
    render(elements, state, before);
    if (state.isPlaying !== before.isPlaying) state.isPlaying ? clock.start() : clock.stop();
    if (state.isOver && !before.isOver) options.onEnd?.();
    else if (state.step !== before.step) options.onStep?.(state.step + 1, durations.length);
  };
  const clock = createClock((ms) => dispatch({ type: "tick", ms }));
  signal.addEventListener("abort", clock.stop);
  root.dataset.live = "";
  root.toggleAttribute("data-still", prefersReducedMotion());
  elements.controls.hidden = false;
  render(elements, state, null);
  listenToInput({ elements, keyTarget: options.keyTarget, areKeysOn: options.areKeysOn, get, dispatch, signal });
  listenToCopy(elements, () => options.linkTo(state.step + 1), signal);
  document.addEventListener("visibilitychange", () => document.hidden && dispatch({ type: "pause" }), { signal });
  if (options.autoplay && !prefersReducedMotion()) whenVisible(root, () => dispatch({ type: "play" }), signal);
  return {
    of: durations.length,
    play: () => dispatch({ type: "play" }),
    pause: () => dispatch({ type: "pause" }),
    goTo: (step) => dispatch({ type: "go", step: step - 1 }),
    dispose: () => disposal.abort(),
  };
}

/** A longer frame, for example after the page slept, counts as this long. */
const longestFrameMs = 250;

/** Calls `tick` with the elapsed time before each paint. */
function createClock(tick: (ms: number) => void): { start(): void; stop(): void } {
  let request = 0;
  let last = 0;
  const onFrame = (now: number) => {
    request = requestAnimationFrame(onFrame);
    const ms = Math.min(longestFrameMs, Math.max(0, now - last));
    last = now;
    tick(ms);
  };
  const stop = () => cancelAnimationFrame(request);
  const start = () => {
    stop();
    last = performance.now();
    request = requestAnimationFrame(onFrame);
  };
  return { start, stop };
}

function whenVisible(root: HTMLElement, run: () => void, signal: AbortSignal): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    if (!document.hidden) run();
  });
  observer.observe(root);
  signal.addEventListener("abort", () => observer.disconnect());
}

const copiedMs = 2_000;

/** Where the browser blocks copying, shows the address in a field, selected. */
function listenToCopy({ copy, link, status }: TourElements, address: () => string, signal: AbortSignal): void {
  const onClick = async () => {
    const text = address();
    if (await copyText(text)) {
      status.textContent = "Link copied";
      copy.dataset.done = "";
      setTimeout(() => delete copy.dataset.done, copiedMs);
      return;
    }
    link.hidden = false;
    link.value = text;
    link.select();
  };
  copy.addEventListener("click", () => void onClick(), { signal });
}

export interface Input {
  readonly elements: TourElements;
  readonly keyTarget: HTMLElement | Document;
  readonly areKeysOn: () => boolean;
  readonly get: () => PlayerState;
  readonly dispatch: (action: PlayerAction) => void;
  readonly signal: AbortSignal;
}

function listenToInput(input: Input): void {
  const { elements, keyTarget, get, dispatch, signal } = input;
  const on = (element: HTMLElement, type: string, listener: (event: Event) => void) =>
    element.addEventListener(type, listener, { signal, passive: true });
  keyTarget.addEventListener("keydown", (event) => onKey(input, event), { signal });
  on(elements.toggle, "click", () => dispatch(toggle(get())));
  on(elements.previous, "click", () => dispatch({ type: "by", steps: -1 }));
  on(elements.next, "click", () => dispatch({ type: "by", steps: 1 }));
  on(elements.scrubber, "input", () => dispatch({ type: "go", step: Number(elements.scrubber.value) - 1 }));
  on(elements.listing, "click", ({ target }) => {
    const line = elements.lines.findIndex((each) => target instanceof Node && each.contains(target)) + 1;
    const step = stepOfLine(elements.steps, line, get().isOver ? -1 : get().step);
    // A click that ends a selection is meant for copying.
    if (step !== null && getSelection()?.type !== "Range") dispatch({ type: "go", step });
  });
  listenToSwipes(input);
}

const toggle = ({ isPlaying }: PlayerState): PlayerAction => ({ type: isPlaying ? "pause" : "play" });

function onKey({ areKeysOn, get, dispatch }: Input, event: Event): void {
  if (!(event instanceof KeyboardEvent) || event.defaultPrevented || !areKeysOn()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const { target } = event;
  // Space presses a focused button, and arrows move a focused scrubber.
  if (event.key === " " ? target instanceof HTMLButtonElement : target instanceof HTMLInputElement) return;
  const action = actionOf(event.key, get());
  if (!action) return;
  event.preventDefault();
  dispatch(action);
}

function actionOf(key: string, state: PlayerState): PlayerAction | undefined {
  const actions: Record<string, PlayerAction> = {
    " ": toggle(state),
    ArrowRight: { type: "by", steps: 1 },
    ArrowLeft: { type: "by", steps: -1 },
    Home: { type: "go", step: 0 },
    End: { type: "go", step: state.durations.length - 1 },
  };
  return actions[key];
}

/** Shorter movements are taps; steeper ones scroll. */
const swipePx = 40;

function listenToSwipes({ elements, dispatch, signal }: Input): void {
  let start: { readonly x: number; readonly y: number } | null = null;
  const options = { signal, passive: true };
  const onStart = ({ touches: [touch, another], target }: TouchEvent) => {
    const isSwipe = touch !== undefined && another === undefined && target !== elements.scrubber;
    start = isSwipe ? { x: touch.clientX, y: touch.clientY } : null;
  };
  const onEnd = ({ changedTouches: [touch] }: TouchEvent) => {
    if (!start || !touch) return;
    const [x, y] = [touch.clientX - start.x, touch.clientY - start.y];
    start = null;
    if (Math.abs(x) > swipePx && Math.abs(x) > 1.5 * Math.abs(y)) dispatch({ type: "by", steps: x < 0 ? 1 : -1 });
  };
  elements.root.addEventListener("touchstart", onStart, options);
  elements.root.addEventListener("touchend", onEnd, options);
}
