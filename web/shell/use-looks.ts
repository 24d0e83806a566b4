// Settings that the style sheets read from the root of the document: theme, size of text, motion.
import { useEffect } from "react";
import { useMedia } from "../ui/use-media.ts";
import { useStore } from "../ui/use-store.ts";
import { usePage } from "./page-context.ts";

/** `theme.js` does the same before the first paint. */
export function useLooks(): void {
  const { theme, size, motion } = useStore(usePage().settings);
  useEffect(() => {
    set("theme", theme, "system");
    set("size", size, "normal");
    set("motion", motion, "system");
  }, [theme, size, motion]);
}

function set(name: string, value: string, plain: string): void {
  if (value === plain) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
}

/** For what moves by program: the walkthrough, scrolling. */
export function useIsStill(): boolean {
  const { motion } = useStore(usePage().settings);
  const isSystemStill = useMedia("(prefers-reduced-motion: reduce)");
  return motion === "system" ? isSystemStill : motion === "less";
}
