// What came over a wire as text for people: nothing invisible, nothing that moves a cursor, not too long.

/** In quotes; what cannot be seen is escaped. Quotes inside stand as they are: JSON stays readable. */
export function quoted(text: string, max = 200): string {
  const [shown, rest] = cut(text, max);
  return rest === 0 ? `"${visible(shown)}"` : `"${visible(shown)}…" (${text.length} characters)`;
}

/** `3 bytes, 01 02 03`. */
export function bytesShown(data: Uint8Array, max = 24): string {
  const shown = hexShown(data, max);
  const size = `${data.length} ${data.length === 1 ? "byte" : "bytes"}`;
  if (data.length === 0) return size;
  return `${size}, ${shown}${data.length > max ? " …" : ""}`;
}

/** `01 02 03`. */
export function hexShown(data: Uint8Array, max = 400): string {
  return [...data.subarray(0, max)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** What a ping or pong carries: as text when it is text. */
export function payloadShown(data: Uint8Array): string {
  const text = Buffer.from(data).toString("utf8");
  return Buffer.from(text).equals(Buffer.from(data)) && visible(text) === text ? quoted(text) : bytesShown(data, 125);
}

/** For a transcript: visible, and at most `max` characters. */
export function cutVisible(text: string, max: number): string {
  const shown = visible(text.slice(0, max));
  return text.length <= max && shown.length <= max ? shown : `${shown.slice(0, max - 1)}…`;
}

/** As it is, at most `max` characters, without half of a pair. */
export function cutPair(text: string, max: number): string {
  const [shown, rest] = cut(text, max);
  return rest === 0 ? shown : `${shown}…`;
}

/** Milliseconds as people say them: `30 s`, `1.5 s`, `20 ms`. */
export function duration(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms >= 1_000 ? `${Number((ms / 1_000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`;
}

function visible(text: string): string {
  return text.replace(hidden, escaped);
}

/** Controls, separators, bidirectional and zero-width marks, lone surrogates; not the joiner that holds an emoji together. */
const hidden = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|\\/gu;

function escaped(char: string): string {
  const known = short[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

const short: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** The first `max` characters, without half of a pair, and how many are left out. */
function cut(text: string, max: number): readonly [string, number] {
  if (text.length <= max) return [text, 0];
  const shown = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return [shown, text.length - shown.length];
}
