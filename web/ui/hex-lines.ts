// Bytes as a dump: offset, hex, and ASCII with a dot for what is none.

export function hexLines(bytes: Uint8Array, perLine: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) lines.push(line(bytes.subarray(at, at + perLine), at, perLine));
  return lines.join("\n");
}

function line(bytes: Uint8Array, at: number, perLine: number): string {
  const offset = at.toString(16).padStart(4, "0");
  const hex = Array.from({ length: perLine }, (_, index) => cell(bytes[index])).join(" ");
  const gap = perLine > 8 ? `${hex.slice(0, 23)} ${hex.slice(23)}` : hex;
  return `${offset}  ${gap}  ${Array.from(bytes, ascii).join("")}`;
}

const cell = (byte: number | undefined): string => (byte === undefined ? "  " : byte.toString(16).padStart(2, "0"));
const ascii = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·");
