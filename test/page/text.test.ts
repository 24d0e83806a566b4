import assert from "node:assert/strict";
import { test } from "node:test";
import { compose } from "../../web/clients/composer/compose.ts";
import { colourless, printable, terminalSafe } from "../../web/ui/printable.ts";

const esc = "\u001b";

test("PR2 the terminal is given colours and no other escape sequence", () => {
  const hostile: Record<string, string> = {
    [`${esc}[31mred${esc}[0m`]: `${esc}[31mred${esc}[0m`,
    [`${esc}[38;2;1;2;3mx${esc}[m`]: `${esc}[38;2;1;2;3mx${esc}[m`,
    [`a${esc}[2Jb`]: "ab",
    [`a${esc}[10;10Hb`]: "ab",
    [`a${esc}[6nb`]: "ab",
    [`a${esc}]0;title\u0007b`]: "ab",
    [`a${esc}]52;c;ZXZpbA==${esc}\\b`]: "ab",
    [`a${esc}]8;;javascript:alert(1)\u0007link${esc}]8;;\u0007`]: "alink",
    [`a${esc}Pq#0${esc}\\b`]: "ab",
    [`a${esc}]0;never ended`]: "a",
    [`a${esc}cb`]: "ab",
    [`a${esc}(0b`]: "ab",
    "a\u009b31mb": "a31mb",
    "a\rb\bc\u0007": "abc",
    "a\tb\nc": "a\tb\nc",
    [`a${esc}`]: "a",
    "😀 é": "😀 é",
  };
  for (const [given, safe] of Object.entries(hostile)) assert.equal(terminalSafe(given), safe, JSON.stringify(given));
});

test("PR4 what is read aloud has no colours", () => {
  assert.equal(colourless(`${esc}[31mred${esc}[0m`), "red");
});

test("PA14 control, direction and invisible characters are made visible", () => {
  assert.equal(printable("a\u0000b\u007f"), "a\u2400b\u2421");
  assert.equal(printable("abc\u202edef"), "abc\\u{202e}def");
  assert.equal(printable("a\u200bb\ufeff"), "a\\u{200b}b\\u{feff}");
  assert.equal(printable("\ud800"), "\\u{d800}");
  assert.equal(printable("line\n\tnext 👩‍💻"), "line\n\tnext 👩‍💻");
});

test("BE4 the composer sends text as it stands, JSON that is JSON, and bytes written in hex", () => {
  assert.deepEqual(compose("text", " hello "), { ok: true, data: " hello " });
  assert.deepEqual(compose("json", '{ "a": 1 }'), { ok: true, data: '{ "a": 1 }' });
  assert.deepEqual(compose("binary", "00 fF 0x41"), { ok: true, data: new Uint8Array([0, 255, 65]) });
  assert.deepEqual(compose("binary", ""), { ok: true, data: new Uint8Array() });
});

test("BE4 what cannot be sent is told before it is sent", () => {
  for (const [kind, text] of [
    ["json", "{"],
    ["json", ""],
    ["binary", "4"],
    ["binary", "zz"],
  ] as const) {
    // biome-ignore format: a table
    const composed = compose(kind, text);
    assert.equal(composed.ok, false, `${kind} ${text}`);
  }
});
