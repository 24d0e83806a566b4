// A store for React: hooks that render again when it changes.
import { useSyncExternalStore } from "react";
import type { Store } from "./plain-store.ts";

export { createStore, createValue, type Reducer, reduceAll, type Store } from "./plain-store.ts";

export function useStore<S, A>(store: Store<S, A>): S {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Renders again only when the selected part changes; `select` must return a stable reference. */
export function usePart<S, A, P>(store: Store<S, A>, select: (state: S) => P): P {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
