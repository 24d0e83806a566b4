// Hostile text as one line that keeps to its row: line breaks as pictures, heaps of combining marks cut.
import { printable } from "../../ui/printable.ts";

/** Marks on one letter that a script may really need. */
const mostMarks = 4;
const heap = new RegExp(`(\\p{M}{${mostMarks}})\\p{M}+`, "gu");

export function oneLine(text: string): string {
  return printable(withoutHeaps(text)).replaceAll("\n", "␊").replaceAll("\t", "␉");
}

/** For text in several lines. */
export function withoutHeaps(text: string): string {
  return text.replaceAll(heap, (marks) => `${[...marks].slice(0, mostMarks).join("")}…`);
}
