// Printed text reaches the page as printable text and colours, nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closeReason, plainText, terminalText } from "../../server/host/terminal-text.ts";

const limit = 2048;

const cases: [what: string, printed: string, shown: string][] = [
  ["plain text, tabs and line breaks", "a\tb\nc é 漢 👩‍👩‍👧", "a\tb\nc é 漢 👩‍👩‍👧"],
  ["a colour, closed for it", "\u001b[31mred", "\u001b[31mred\u001b[0m"],
  ["a colour that is closed already", "\u001b[1;38;5;8mx\u001b[0m", "\u001b[1;38;5;8mx\u001b[0m"],
  ["a true colour with an 8 in it", "\u001b[38;2;8;5;6mx\u001b[m", "\u001b[38;2;8;5;6mx\u001b[m"],
  ["hidden and blinking text", "\u001b[8msecret\u001b[05mblink", "secretblink"],
  ["moving the cursor, clearing the screen", "a\u001b[2J\u001b[1;1Hb\u001b[10Ac", "abc"],
  ["a private mode", "\u001b[?1049hx\u001b[?25l", "x"],
  ["the window's title", "\u001b]0;owned\u0007x", "x"],
  ["the clipboard, ended by ST", "\u001b]52;c;ZXZpbA==\u001b\\x", "x"],
  ["a link", "\u001b]8;;javascript:alert(1)\u0007click\u001b]8;;\u0007", "click"],
  ["a device control string", "\u001bP+q544e\u001b\\x", "x"],
  ["an application command", "\u001b_Gx\u001b\\y\u001b^z\u001b\\", "y"],
  ["a status query that types back", "\u001b[6n\u001b[c\u001b[>cx", "x"],
  ["a reset and other short escapes", "\u001bcx\u001b(0y\u001b7z", "xyz"],
  ["an escape that ends the text", "x\u001b", "x"],
  ["an unfinished sequence", "x\u001b[31", "x31"],
  ["an unfinished title swallows its own line only", "x\u001b]0;never ends\ny", "x\ny"],
  ["C1: CSI, OSC and the rest", "\u009b31mx\u009d0;t\u0007y\u0085z", "\u001b[31mxyz\u001b[0m"],
  ["carriage returns and backspaces", "safe\rfake\b\b\b\b", "safefake"],
  ["NUL, bell, delete", "a\u0000b\u0007c\u007fd", "abcd"],
  ["overrides of direction", "a\u202eb\u2066c", "a\\u{202e}b\\u{2066}c"],
  ["zero width and byte order marks", "a\u200bb\ufeffc", "a\\u{200b}b\\u{feff}c"],
  ["line separators", "a\u2028b\u2029c", "a\nb\nc"],
  ["lone surrogates", "a\ud800b\udfffc", "a\ufffdb\ufffdc"],
  ["a smear of combining marks", `e${"\u0301".repeat(500)}x`, `e${"\u0301".repeat(8)}x`],
];

for (const [what, printed, shown] of cases) {
  test(`RO21 console text: ${what}`, () => assert.equal(terminalText(printed, limit), shown));
}

test("RO21 console text is cut at its limit between characters, and marked", () => {
  const cut = terminalText("é".repeat(5000), limit);
  assert.ok(Buffer.byteLength(cut) <= limit);
  assert.match(cut, /^é+…$/);
});

test("RO21 ten megabytes of escapes and combining marks are sanitized quickly", () => {
  const startedMs = performance.now();
  terminalText("\u001b[6n".repeat(2_500_000), limit);
  terminalText("\u0301".repeat(10_000_000), limit);
  assert.ok(performance.now() - startedMs < 2_000, "it reads what it will not show");
});

test("RO21 names and messages have no colours, and a close reason is one line of at most 123 bytes", () => {
  assert.equal(plainText("\u001b[31mred\u001b[0m", limit), "red");
  const reason = closeReason(`line one\nline two ${"é".repeat(100)}`);
  assert.ok(Buffer.byteLength(reason) <= 123);
  assert.ok(reason.startsWith("line one line two é"));
});
