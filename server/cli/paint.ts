// Colours for a terminal.
import { styleText } from "node:util";

export type Colour = Parameters<typeof styleText>[0];

/** Colours only on a terminal, and never with NO_COLOR set. */
export function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
