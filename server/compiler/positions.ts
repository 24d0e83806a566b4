// Where an offset stands in a source text: the compiler counts bytes, people count lines and columns.

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The 1-based line and column (UTF-16 units, as editors count) of an index into `source`. */
export function placeAt(source: string, index: number): Place {
  const before = source.slice(0, index);
  const breaks = [...before.matchAll(/\r\n|\n|\r/g)];
  const last = breaks.at(-1);
  const lineStart = last === undefined ? 0 : last.index + last[0].length;
  return { line: breaks.length + 1, column: before.length - lineStart + 1 };
}

/** The index into `source` of an offset counted in UTF-8 bytes. */
export function indexOfByte(source: string, bytes: number): number {
  return Buffer.from(source, "utf8").subarray(0, bytes).toString("utf8").length;
}

export function lineCount(source: string): number {
  return source.split(/\r\n|\n|\r/).length;
}
