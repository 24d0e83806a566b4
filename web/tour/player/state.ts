// Where a walkthrough is: its step, whether it plays, how much of the step's time is over. Steps count from 0 here.

export interface PlayerState {
  /** How long each step stays when it plays, in milliseconds. */
  readonly times: readonly number[];
  readonly step: number;
  readonly isPlaying: boolean;
  /** Past the last step: takeaways are shown. */
  readonly isOver: boolean;
  readonly elapsedMs: number;
}

export type PlayerAction =
  | { readonly type: "play" }
  | { readonly type: "pause" }
  /** By hand, which stops the playing. */
  | { readonly type: "go"; readonly step: number }
  | { readonly type: "by"; readonly steps: 1 | -1 }
  | { readonly type: "tick"; readonly ms: number };

export function openState(times: readonly number[], step: number): PlayerState {
  return { times, step: within(times, step), isPlaying: false, isOver: false, elapsedMs: 0 };
}

export function reducePlayer(state: PlayerState, action: PlayerAction): PlayerState {
  switch (action.type) {
    case "play":
      return state.isOver ? { ...at(state, 0), isPlaying: true } : { ...state, isPlaying: true };
    case "pause":
      return state.isPlaying ? { ...state, isPlaying: false } : state;
    case "go":
      return at(state, action.step);
    case "by":
      return by(state, action.steps);
    case "tick":
      return tick(state, action.ms);
    default:
      return action satisfies never;
  }
}

function at(state: PlayerState, step: number): PlayerState {
  return openState(state.times, step);
}

/** The end stands like one more step behind the last. */
function by(state: PlayerState, steps: 1 | -1): PlayerState {
  if (state.isOver) return steps > 0 ? state : at(state, state.step);
  const isLast = state.step === state.times.length - 1;
  if (steps > 0 && isLast) return { ...state, isPlaying: false, isOver: true, elapsedMs: 0 };
  return at(state, state.step + steps);
}

function tick(state: PlayerState, ms: number): PlayerState {
  if (!state.isPlaying) return state;
  const elapsedMs = state.elapsedMs + ms;
  if (elapsedMs < (state.times[state.step] ?? 0)) return { ...state, elapsedMs };
  const next = by(state, 1);
  return { ...next, isPlaying: !next.isOver };
}

function within(times: readonly number[], step: number): number {
  return Math.min(Math.max(0, step), times.length - 1);
}
