// A store: a pure reducer, its current state and the listeners that are called when it changes.
import { useSyncExternalStore } from "react";

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

/** Applies a list of actions; reducers are tested with it. */
export function reduceAll<S, A>(reduce: Reducer<S, A>, initial: S, actions: readonly A[]): S {
  return actions.reduce(reduce, initial);
}

export function useStore<S, A>(store: Store<S, A>): S {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Renders again only when the selected part changes; `select` must return a stable reference. */
export function usePart<S, A, P>(store: Store<S, A>, select: (state: S) => P): P {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
