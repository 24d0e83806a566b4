// Counts in words.

/** `1 lesson`, `2 lessons`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
