// `Intl.Segmenter` for graphemes: the engine has no `Intl`, and reversing text by what a reader sees needs this part of it.
import { graphemeSegments } from "unicode-segmenter/grapheme";

/** Segments text into graphemes (UAX #29), independent of the locale. */
export class Segmenter {
  constructor(_locale?: string, { granularity = "grapheme" }: Intl.SegmenterOptions = {}) {
    if (granularity === "grapheme") return;
    throw new RangeError(
      `Intl.Segmenter here splits text into graphemes only. Remove granularity: "${granularity}", or split words with a regular expression.`,
    );
  }

  segment(text: string): Segments {
    return new Segments(String(text));
  }

  resolvedOptions() {
    return { locale: "en", granularity: "grapheme" } as const;
  }
}

class Segments {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  *[Symbol.iterator](): Generator<Intl.SegmentData> {
    for (const { segment, index } of graphemeSegments(this.#text)) yield { segment, index, input: this.#text };
  }

  /** The grapheme that contains this UTF-16 code unit; undefined outside of the text. */
  containing(index = 0): Intl.SegmentData | undefined {
    for (const found of this) if (index >= found.index && index < found.index + found.segment.length) return found;
    return undefined;
  }
}
