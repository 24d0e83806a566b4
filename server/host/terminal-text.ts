// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
// Sanitizes a learner's text for a terminal or a page: keeps printable text and colours, removes everything else.
import { closeReasonBytes } from "../protocol/rfc6455.ts";

const esc = "\u001b";
/** Combining marks kept on one character; more would paint over neighbouring lines. */
const maxMarks = 8;

/** CSI: an escape or its C1 twin, parameters, intermediates, a final byte. */
const csi = /^(?:\u001b\[|\u009b)([0-?]*)([ -/]*)([@-~])/;
/** OSC, DCS, SOS, PM, APC: up to their terminator or the end of the line. */
const stringSequence =
  /^(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?/;
/** Any other escape sequence: intermediates and one final byte. */
const otherEscape = /^\u001b[ -/]*[0-~]?/;
/** Controls other than tab and line feed, and characters that reorder or hide text. */
const suspicious = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;
const markRun = new RegExp(`(\\p{M}{${maxMarks}})\\p{M}+`, "gu");

/** Printable text and SGR colours, at most `maxBytes` of UTF-8; ends in `…` if it was cut. */
export function terminalText(text: string, maxBytes: number): string {
  // Each character takes at least one byte, so no more than this many can fit.
  const whole = text.slice(0, maxBytes + 1).toWellFormed();
  const clean = stripSequences(whole).replace(markRun, "$1");
  return closeColours(cutToBytes(clean, maxBytes));
}

/** `terminalText` without colours, for messages and names. */
export function plainText(text: string, maxBytes: number): string {
  const shown = terminalText(text, maxBytes);
  return shown.includes(esc) ? shown.replace(/\u001b\[[0-9;:]*m/g, "") : shown;
}

/** Plain text on one line that fits into a close frame. */
export function closeReason(text: string): string {
  return plainText(text, closeReasonBytes).replaceAll("\n", " ");
}

function stripSequences(text: string): string {
  let out = "";
  let rest = text;
  for (let at = rest.search(suspicious); at >= 0; at = rest.search(suspicious)) {
    out += rest.slice(0, at);
    const { shown, length } = readSuspicious(rest.slice(at));
    out += shown;
    rest = rest.slice(at + length);
  }
  return out + rest;
}

function readSuspicious(text: string): { shown: string; length: number } {
  const control = csi.exec(text);
  if (control) return { shown: colourOf(control), length: control[0].length };
  const skipped = stringSequence.exec(text) ?? otherEscape.exec(text);
  if (skipped) return { shown: "", length: skipped[0].length };
  return { shown: visibleForm(text.charCodeAt(0)), length: 1 };
}

function visibleForm(code: number): string {
  if (code === 0x2028 || code === 0x2029) return "\n";
  return code >= 0x200b ? `\\u{${code.toString(16)}}` : "";
}

/** The sequence itself if it only sets colours or weight; empty for all others, including blinking and hidden text. */
function colourOf([, parameters = "", intermediates, final]: RegExpExecArray): string {
  const harmless = final === "m" && intermediates === "" && /^[0-9;:]{0,64}$/.test(parameters);
  return harmless && !hides(parameters) ? `${esc}[${parameters}m` : "";
}

function hides(parameters: string): boolean {
  const plain = parameters.replace(/[345]8[;:](5[;:]\d+|2[;:]\d*[;:]\d+[;:]\d+([;:]\d+)?)/g, "");
  return plain.split(/[;:]/).some((code) => ["5", "6", "8"].includes(code.replace(/^0+(?=\d)/, "")));
}

function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const kept = utf8Prefix(text, Math.max(0, maxBytes - 3));
  // The cut may have split a colour sequence.
  return `${kept.replace(/\u001b\[?[0-9;:]*$/, "")}…`;
}

/** The longest prefix of `text` that takes at most `maxBytes` of UTF-8. */
export function utf8Prefix(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}

function closeColours(text: string): string {
  const last = text.lastIndexOf(`${esc}[`);
  if (last < 0) return text;
  return /^\[0*m/.test(text.slice(last + 1)) ? text : `${text}${esc}[0m`;
}
