// What people do to a walkthrough: keys, clicks, swipes and the scrubber, each turned into an action.
import { type Parts, stepOfLine } from "./parts.ts";
import type { PlayerAction, PlayerState } from "./state.ts";

export interface Input {
  readonly parts: Parts;
  /** Keys are heard while the focus is in here. */
  readonly keysOn: HTMLElement | Document;
  readonly hearsKeys: () => boolean;
  readonly get: () => PlayerState;
  readonly dispatch: (action: PlayerAction) => void;
  readonly signal: AbortSignal;
}

export function listenToInput(hands: Input): void {
  const { parts, keysOn, get, dispatch, signal } = hands;
  const on = (element: HTMLElement, type: string, heard: (event: Event) => void) =>
    element.addEventListener(type, heard, { signal, passive: true });
  keysOn.addEventListener("keydown", (event) => onKey(hands, event), { signal });
  on(parts.toggle, "click", () => dispatch(toggled(get())));
  on(parts.previous, "click", () => dispatch({ type: "by", steps: -1 }));
  on(parts.next, "click", () => dispatch({ type: "by", steps: 1 }));
  on(parts.scrubber, "input", () => dispatch({ type: "go", step: Number(parts.scrubber.value) - 1 }));
  on(parts.listing, "click", ({ target }) => {
    const line = parts.lines.findIndex((each) => target instanceof Node && each.contains(target)) + 1;
    const step = stepOfLine(parts.steps, line, get().isOver ? -1 : get().step);
    if (step !== null && !isSelecting()) dispatch({ type: "go", step });
  });
  listenToSwipes(hands);
}

function toggled({ isPlaying }: PlayerState): PlayerAction {
  return { type: isPlaying ? "pause" : "play" };
}

/** Whoever marks code to copy it does not want to go anywhere. */
function isSelecting(): boolean {
  return getSelection()?.type === "Range";
}

function onKey({ parts, hearsKeys, get, dispatch }: Input, event: Event): void {
  if (!(event instanceof KeyboardEvent) || event.defaultPrevented || !hearsKeys()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const { target } = event;
  const isField = target instanceof HTMLInputElement;
  // A button's own Space presses it, the scrubber's own arrows move it.
  if (event.key === " " ? target instanceof HTMLButtonElement : isField) return;
  const action = actionOf(event.key, get(), parts.steps.length);
  if (!action) return;
  event.preventDefault();
  dispatch(action);
}

function actionOf(key: string, state: PlayerState, of: number): PlayerAction | null {
  switch (key) {
    case " ":
      return toggled(state);
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

/** Shorter ways are taps, steeper ones scroll. */
const swipePx = 40;

function listenToSwipes({ parts, dispatch, signal }: Input): void {
  let from: { readonly x: number; readonly y: number } | null = null;
  const options = { signal, passive: true };
  parts.root.addEventListener(
    "touchstart",
    ({ touches, target }) => {
      const [touch, another] = touches;
      const isScrubber = target === parts.scrubber;
      from = touch && !another && !isScrubber ? { x: touch.clientX, y: touch.clientY } : null;
    },
    options,
  );
  parts.root.addEventListener(
    "touchend",
    ({ changedTouches: [touch] }) => {
      if (!from || !touch) return;
      const [x, y] = [touch.clientX - from.x, touch.clientY - from.y];
      from = null;
      if (Math.abs(x) > swipePx && Math.abs(x) > 1.5 * Math.abs(y)) dispatch({ type: "by", steps: x < 0 ? 1 : -1 });
    },
    options,
  );
}
