// Hooks that apply and read the learner's settings.
import { useEffect } from "react";
import { useStore } from "../ui/store.ts";
import { useMedia } from "../ui/use-media.ts";
import { usePage } from "./page-context.ts";

/** Reflects theme, text size and motion as data attributes of the document; `theme.js` does it before first paint. */
export function useAppearance(): void {
  const { theme, size, motion } = useStore(usePage().settings);
  useEffect(() => {
    reflect("theme", theme, "system");
    reflect("size", size, "normal");
    reflect("motion", motion, "system");
  }, [theme, size, motion]);
}

function reflect(name: string, value: string, standard: string): void {
  if (value === standard) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
}

/** The effective theme, for what CSS does not style: the editor and the terminal. */
export function useIsDark(): boolean {
  const { theme } = useStore(usePage().settings);
  const isSystemDark = useMedia("(prefers-color-scheme: dark)");
  return theme === "system" ? isSystemDark : theme === "dark";
}
