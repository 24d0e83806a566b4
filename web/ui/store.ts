// One piece of page state: a pure reducer, its present value, and those who want to know when it changes.

export interface Store<S, A> {
  get(): S;
  dispatch(action: A): void;
  subscribe(listener: () => void): () => void;
}

export type Reducer<S, A> = (state: S, action: A) => S;

/** Listeners hear only of changes: a reducer that returns the same object keeps the page still. */
export function createStore<S, A>(reduce: Reducer<S, A>, initial: S): Store<S, A> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Where a list of actions leads: how the reducers are tested. */
export function reduceAll<S, A>(reduce: Reducer<S, A>, initial: S, actions: readonly A[]): S {
  return actions.reduce(reduce, initial);
}
