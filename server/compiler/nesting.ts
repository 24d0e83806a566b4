// Measures how deeply brackets nest in a source text, without the parser, which deep nesting crashes.

export interface Nesting {
  readonly depth: number;
  /** The 1-based line where it is deepest. */
  readonly line: number;
}

const skipped =
  /\/\/[^\r\n]*|\/\*.*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\.)*|'(?:[^'\\\r\n]|\\.)*|`(?:[^`\\$]|\\.|\$(?!\{))*|=>/sy;

/**
 * The deepest nesting of `( [ {`, and of `<` if `angles`, outside of strings, templates and comments. A lower bound:
 * it may mistake a regular expression for something else, but counts no bracket twice.
 */
export function deepestNesting(source: string, angles = false): Nesting {
  let depth = 0;
  let line = 1;
  let deepest: Nesting = { depth: 0, line: 1 };
  for (let at = 0; at < source.length; at++) {
    const char = source.charCodeAt(at);
    if (char === newline) line++;
    else if (isOpening(char, angles)) {
      depth++;
      if (depth > deepest.depth) deepest = { depth, line };
    } else if (isClosing(char, angles)) depth = Math.max(0, depth - 1);
    else if (startsSkipped.includes(char)) {
      const length = Math.max(1, skippedLength(source, at));
      line += breaksIn(source, at, at + length);
      at += length - 1;
    }
  }
  return deepest;
}

/** The line on which a compiler most likely crashed: the deepest one, or the longest when nothing nests deeply. */
export function hardestLine(source: string): number {
  const { depth, line } = deepestNesting(source, true);
  if (depth >= 100) return line;
  const lengths = source.split(/\r\n|\n|\r/).map((text) => text.length);
  return lengths.indexOf(lengths.reduce((longest, length) => Math.max(longest, length), 0)) + 1;
}

const newline = 10;
/** The first characters of comments, strings, templates and arrows: `/ " ' \` =`. */
const startsSkipped = [47, 34, 39, 96, 61];

function isOpening(char: number, angles: boolean): boolean {
  return char === 40 || char === 91 || char === 123 || (angles && char === 60);
}

function isClosing(char: number, angles: boolean): boolean {
  return char === 41 || char === 93 || char === 125 || (angles && char === 62);
}

function skippedLength(source: string, at: number): number {
  skipped.lastIndex = at;
  return skipped.exec(source)?.[0].length ?? 0;
}

function breaksIn(source: string, from: number, to: number): number {
  let breaks = 0;
  for (let at = from; at < to; at++) if (source.charCodeAt(at) === newline) breaks++;
  return breaks;
}
