// Formats wire data for failures and transcripts: quoted and escaped text, bytes in hex, durations.

/** Characters of a payload in a sentence; the comparison shows more. */
export const sentenceCharacters = 80;

/** In quotes, with invisible characters escaped. Quotes inside are kept so that JSON stays readable. */
export function quote(text: string, max = sentenceCharacters): string {
  const [shown, rest] = cut(text, max);
  return rest === 0 ? `"${escapeInvisible(shown)}"` : `"${escapeInvisible(shown)}…" (${text.length} characters)`;
}

/** `3 bytes, 01 02 03`. */
export function formatBytes(data: Uint8Array, max = 24): string {
  const size = `${data.length} ${data.length === 1 ? "byte" : "bytes"}`;
  if (data.length === 0) return size;
  return `${size}, ${formatHex(data, max)}${data.length > max ? " …" : ""}`;
}

/** `01 02 03`. */
export function formatHex(data: Uint8Array, max = 4_000): string {
  return [...data.subarray(0, max)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** The payload of a ping or pong: as text if it is printable text, else as bytes. */
export function formatPayload(data: Uint8Array): string {
  const text = Buffer.from(data).toString("utf8");
  const isPrintable = Buffer.from(text).equals(Buffer.from(data)) && escapeInvisible(text) === text;
  return isPrintable ? quote(text) : formatBytes(data, 125);
}

/** At most `max` characters after escaping. */
export function truncateEscaped(text: string, max: number): string {
  const shown = escapeInvisible(text.slice(0, max));
  return text.length <= max && shown.length <= max ? shown : `${shown.slice(0, max - 1)}…`;
}

/** At most `max` characters, not escaped, never ending in half of a surrogate pair. */
export function truncate(text: string, max: number): string {
  const [shown, rest] = cut(text, max);
  return rest === 0 ? shown : `${shown}…`;
}

/** `2 min`, `1.5 s`, `20 ms`. */
export function formatDuration(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms >= 1_000 ? `${Number((ms / 1_000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`;
}

/** Controls, separators, bidirectional and zero-width marks, lone surrogates, but not the joiner inside an emoji. */
const invisible = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|\\/gu;

const shortEscapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeInvisible(text: string): string {
  return text.replace(invisible, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return shortEscapes[char] ?? (code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`);
  });
}

/** The first `max` characters without half of a surrogate pair, and how many are left out. */
function cut(text: string, max: number): readonly [string, number] {
  if (text.length <= max) return [text, 0];
  const shown = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return [shown, text.length - shown.length];
}
