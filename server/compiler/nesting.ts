// How deeply brackets nest in a source text, without parsing it: parsers crash on what this counts.

export interface Nesting {
  readonly depth: number;
  /** The 1-based line where it is deepest. */
  readonly line: number;
}

const skipped =
  /\/\/[^\r\n]*|\/\*.*?(?:\*\/|$)|"(?:[^"\\\r\n]|\\.)*|'(?:[^'\\\r\n]|\\.)*|`(?:[^`\\$]|\\.|\$(?!\{))*|=>/sy;

/**
 * The deepest nesting of `( [ {`, and of `<` when asked, outside of strings, templates and comments. A guess from below:
 * it may take a regular expression for something else, but counts no bracket twice.
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
    else if (mayBeSkipped.includes(char)) {
      const length = Math.max(1, skippedLength(source, at));
      line += breaksIn(source, at, at + length);
      at += length - 1;
    }
  }
  return deepest;
}

/** The line that a compiler most likely gave up on: the deepest, or the longest when nothing nests. */
export function hardestLine(source: string): number {
  const { depth, line } = deepestNesting(source, true);
  if (depth >= 100) return line;
  const lengths = source.split(/\r\n|\n|\r/).map((text) => text.length);
  return lengths.indexOf(lengths.reduce((longest, length) => Math.max(longest, length), 0)) + 1;
}

const newline = 10;
/** What opens a comment, a string, a template or the arrow of a function: `/ " ' \` =`. */
const mayBeSkipped = [47, 34, 39, 96, 61];

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
