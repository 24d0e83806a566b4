// A component's view of a store.
import { useSyncExternalStore } from "react";
import type { Store } from "./store.ts";

export function useStore<S, A>(store: Store<S, A>): S {
  return useSyncExternalStore(store.subscribe, store.get);
}
