// Tells whether things may move.

/** The page's own setting wins over the system's. */
export function prefersReducedMotion(): boolean {
  const { motion } = document.documentElement.dataset;
  if (motion === "less" || motion === "full") return motion === "less";
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
