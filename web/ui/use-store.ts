// A component's view of a store: all of it, or the one part that it shows.
import { useSyncExternalStore } from "react";
import type { Store } from "./store.ts";

export function useStore<S, A>(store: Store<S, A>): S {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Renders again only when the part is another one; `select` picks, it does not build. */
export function usePart<S, A, P>(store: Store<S, A>, select: (state: S) => P): P {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
