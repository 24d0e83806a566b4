// The player of a walkthrough, without a framework: it takes over the server's markup, on the page and in a frame.
import { copyText } from "../../ui/copy-text.ts";
import { createStore } from "../../ui/store.ts";
import { createClock } from "./clock.ts";
import { listenToInput } from "./input.ts";
import { findParts, type Parts } from "./parts.ts";
import { prefersStillness, show } from "./show.ts";
import { openState, reducePlayer } from "./state.ts";

export interface PlayerOptions {
  /** 1-based. */
  readonly step: number;
  /** Starts when it is first seen, unless the person prefers less motion. */
  readonly autoplay: boolean;
  /** Keys are heard while the focus is in here. */
  readonly keysOn: HTMLElement | Document;
  /** False where the person turned keys without Ctrl off. */
  readonly hearsKeys: () => boolean;
  /** The address that leads to a step. */
  readonly linkTo: (step: number) => string;
  readonly onStep?: (step: number, of: number) => void;
  readonly onEnd?: () => void;
}

export interface Player {
  /** How many steps there are. */
  readonly of: number;
  play(): void;
  pause(): void;
  /** 1-based; stops the playing. */
  go(step: number): void;
  /** Leaves the markup as it stands. */
  dispose(): void;
}

/** `root` holds `tourMarkup`. */
export function openPlayer(root: HTMLElement, options: PlayerOptions): Player {
  const ending = new AbortController();
  const { signal } = ending;
  const parts = findParts(root);
  const times = parts.steps.map(({ ms }) => ms);
  const store = createStore(reducePlayer, openState(times, options.step - 1));
  const { get, dispatch } = store;
  const clock = createClock((ms) => dispatch({ type: "tick", ms }));
  signal.addEventListener("abort", clock.stop);
  root.dataset.live = "";
  root.toggleAttribute("data-still", prefersStillness());
  parts.controls.hidden = false;
  show(parts, get(), null);
  let shown = get();
  store.subscribe(() => {
    const [state, before] = [get(), shown];
    shown = state;
    show(parts, state, before);
    if (state.isPlaying !== before.isPlaying) state.isPlaying ? clock.start() : clock.stop();
    if (state.isOver && !before.isOver) options.onEnd?.();
    else if (state.step !== before.step) options.onStep?.(state.step + 1, times.length);
  });
  listenToInput({ parts, keysOn: options.keysOn, hearsKeys: options.hearsKeys, get, dispatch, signal });
  listenToCopy(parts, () => options.linkTo(get().step + 1), signal);
  document.addEventListener("visibilitychange", () => document.hidden && dispatch({ type: "pause" }), { signal });
  if (options.autoplay && !prefersStillness()) whenSeen(root, () => dispatch({ type: "play" }), signal);
  return {
    of: times.length,
    play: () => dispatch({ type: "play" }),
    pause: () => dispatch({ type: "pause" }),
    go: (step) => dispatch({ type: "go", step: step - 1 }),
    dispose: () => ending.abort(),
  };
}

function whenSeen(root: HTMLElement, begin: () => void, signal: AbortSignal): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    if (!document.hidden) begin();
  });
  observer.observe(root);
  signal.addEventListener("abort", () => observer.disconnect());
}

const thanksMs = 2_000;

/** Where nothing may be copied by script, the address stands there to be copied by hand. */
function listenToCopy({ copy, link, said }: Parts, address: () => string, signal: AbortSignal): void {
  const onClick = async () => {
    const text = address();
    if (await copyText(text)) {
      said.textContent = "Link copied";
      copy.dataset.done = "";
      setTimeout(() => delete copy.dataset.done, thanksMs);
      return;
    }
    link.hidden = false;
    link.value = text;
    link.select();
  };
  copy.addEventListener("click", () => void onClick(), { signal });
}
