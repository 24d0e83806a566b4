// Text with everything in it to be seen: spaces, tabs, line breaks and control characters have signs.
import { printable } from "../ui/printable.ts";

export interface Piece {
  readonly text: string;
  /** Stands for a character that is not seen by itself. */
  readonly isSign: boolean;
}

const signs: Record<string, string> = { " ": "·", "\t": "→", "\n": "⏎\n", "\r": "␍" };

/** Runs of plain text and of signs, in order. */
export function visiblePieces(text: string): readonly Piece[] {
  const pieces: { text: string; isSign: boolean }[] = [];
  for (const char of text) {
    const shown = signs[char] ?? printable(char);
    const isSign = shown !== char;
    const last = pieces.at(-1);
    if (last?.isSign === isSign) last.text += shown;
    else pieces.push({ text: shown, isSign });
  }
  return pieces;
}
