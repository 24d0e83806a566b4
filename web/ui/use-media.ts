// Whether a media query holds now.
import { useCallback, useSyncExternalStore } from "react";
import { usePage } from "../shell/page-context.ts";
import { useStore } from "./use-store.ts";

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** The theme in force, for what is not styled by CSS: the editor and the terminal. */
export function useIsDark(): boolean {
  const { theme } = useStore(usePage().settings);
  const isSystemDark = useMedia("(prefers-color-scheme: dark)");
  return theme === "system" ? isSystemDark : theme === "dark";
}
