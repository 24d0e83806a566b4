// A store: a pure reducer, its current state and the listeners that are called when it changes.
export interface Store<S, A> {
  get(): S;
  dispatch(action: A): void;
  subscribe(listener: () => void): () => void;
}

export type Reducer<S, A> = (state: S, action: A) => S;

/** Listeners are called only when the reducer returns a new object. */
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

/** A store of one value, which is replaced. */
export function createValue<T>(initial: T): Store<T, T> {
  return createStore((_before: T, now: T) => now, initial);
}

/** Applies a list of actions; reducers are tested with it. */
export function reduceAll<S, A>(reduce: Reducer<S, A>, initial: S, actions: readonly A[]): S {
  return actions.reduce(reduce, initial);
}
