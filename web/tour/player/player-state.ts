// The state of a walkthrough: its step, whether it plays, and the time elapsed in the step. Steps count from 0 here.

export interface PlayerState {
  /** How long each step is shown while playing, in milliseconds. */
  readonly durations: readonly number[];
  readonly step: number;
  readonly isPlaying: boolean;
  /** After the last step: the takeaways are shown. */
  readonly isOver: boolean;
  readonly elapsedMs: number;
}

export type PlayerAction =
  | { readonly type: "play" }
  | { readonly type: "pause" }
  /** Steps by hand pause the walkthrough. */
  | { readonly type: "go"; readonly step: number }
  | { readonly type: "by"; readonly steps: 1 | -1 }
  | { readonly type: "tick"; readonly ms: number };

export function initialState(durations: readonly number[], step: number): PlayerState {
  const inRange = Math.min(Math.max(0, step), durations.length - 1);
  return { durations, step: inRange, isPlaying: false, isOver: false, elapsedMs: 0 };
}

export function reducePlayer(state: PlayerState, action: PlayerAction): PlayerState {
  switch (action.type) {
    case "play":
      return state.isOver ? { ...goTo(state, 0), isPlaying: true } : { ...state, isPlaying: true };
    case "pause":
      return state.isPlaying ? { ...state, isPlaying: false } : state;
    case "go":
      return goTo(state, action.step);
    case "by":
      return goBy(state, action.steps);
    case "tick":
      return tick(state, action.ms);
    default:
      return action satisfies never;
  }
}

const goTo = (state: PlayerState, step: number): PlayerState => initialState(state.durations, step);

/** The end is one step after the last. */
function goBy(state: PlayerState, steps: 1 | -1): PlayerState {
  if (state.isOver) return steps > 0 ? state : goTo(state, state.step);
  const isLast = state.step === state.durations.length - 1;
  if (steps > 0 && isLast) return { ...state, isPlaying: false, isOver: true, elapsedMs: 0 };
  return goTo(state, state.step + steps);
}

function tick(state: PlayerState, ms: number): PlayerState {
  if (!state.isPlaying) return state;
  const elapsedMs = state.elapsedMs + ms;
  if (elapsedMs < (state.durations[state.step] ?? 0)) return { ...state, elapsedMs };
  const next = goBy(state, 1);
  return { ...next, isPlaying: !next.isOver };
}
