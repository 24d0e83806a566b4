// Turns keys, clicks, swipes and the scrubber into player actions.
import type { PlayerAction, PlayerState } from "./player-state.ts";
import { stepOfLine, type TourElements } from "./player-view.ts";

export interface Input {
  readonly elements: TourElements;
  readonly keyTarget: HTMLElement | Document;
  readonly areKeysOn: () => boolean;
  readonly get: () => PlayerState;
  readonly dispatch: (action: PlayerAction) => void;
  readonly signal: AbortSignal;
}

export function listenToInput(input: Input): void {
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

function onKey({ elements, areKeysOn, get, dispatch }: Input, event: Event): void {
  if (!(event instanceof KeyboardEvent) || event.defaultPrevented || !areKeysOn()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const { target } = event;
  // Space presses a focused button, and arrows move a focused scrubber.
  if (event.key === " " ? target instanceof HTMLButtonElement : target instanceof HTMLInputElement) return;
  const action = actionOf(event.key, get(), elements.steps.length);
  if (!action) return;
  event.preventDefault();
  dispatch(action);
}

function actionOf(key: string, state: PlayerState, of: number): PlayerAction | null {
  switch (key) {
    case " ":
      return toggle(state);
    case "ArrowRight":
      return { type: "by", steps: 1 };
    case "ArrowLeft":
      return { type: "by", steps: -1 };
    case "Home":
      return { type: "go", step: 0 };
    case "End":
      return { type: "go", step: of - 1 };
    default:
      return null;
  }
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
