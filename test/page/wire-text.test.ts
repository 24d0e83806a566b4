import assert from "node:assert/strict";
import { test } from "node:test";
import { closeCodeMeaning, maySendCloseCode, opcodeName } from "../../server/protocol/rfc6455.ts";
import { hexLines } from "../../web/ui/bytes.ts";
import { formatBytes } from "../../web/ui/format.ts";
import type { WireEntry } from "../../web/wire/model/entry.ts";
import { isNormalClose, preview } from "../../web/wire/model/entry-text.ts";
import { exportEntry, exportLines } from "../../web/wire/model/export.ts";
import { decodeUtf8, oneLine } from "../../web/wire/model/payload.ts";
import { WirePeer } from "../../web/wire/model/peers.ts";
import { Ring } from "../../web/wire/model/ring.ts";
import { timeText } from "../../web/wire/model/times.ts";
import { laneHeading, layOut } from "../../web/wire/rows/layout.ts";
import { frame, handshake } from "./made.ts";

const of = (opcode: number, bytes: number[], length = bytes.length) =>
  `${opcodeName(opcode)} ${preview(frame({ opcode, payload: btoa(String.fromCharCode(...bytes)), length }))}`;

test("WR13 each kind of frame has a readable preview", () => {
  assert.equal(of(1, [0x68, 0xc3, 0xa9]), "text hé");
  assert.equal(of(2, [0, 255]), "binary 00 ff");
  assert.equal(of(8, [0x03, 0xe8, 0x62, 0x79, 0x65]), "close 1000 normal closure, “bye”");
  assert.equal(of(8, []), "close no code");
  assert.equal(of(9, []), "ping ");
  assert.equal(of(10, [0x78]), "pong x");
  assert.equal(of(0, [0xff]), "continuation ff");
  assert.equal(of(1, [0x68, 0xc3], 5_000), "text h\uFFFD…", "cut in the middle of a character");
  assert.equal(of(11, []), "reserved ");
  assert.deepEqual([5, 1_024, 5_000, 65_536, 3 << 20].map(formatBytes), ["5 B", "1 KiB", "4.9 KiB", "64 KiB", "3 MiB"]);
});

test("WR13 every close code has a meaning in words", () => {
  for (let code = 0; code < 5_100; code++) assert.match(closeCodeMeaning(code), /\w: \w/, String(code));
  assert.match(closeCodeMeaning(1006), /no close frame/);
  assert.match(closeCodeMeaning(1011), /handler threw/);
  assert.match(closeCodeMeaning(4_001), /private/);
  assert.match(closeCodeMeaning(2_999), /must not be sent/);
  const reportedOnly = [1004, 1005, 1006, 1015, 2999, 5000].filter(maySendCloseCode);
  assert.deepEqual(reportedOnly, []);
});

test("WR13 a close with 1000, 1001 or no code is normal, and others stand out", () => {
  const isNormal = (...bytes: number[]) =>
    isNormalClose(frame({ opcode: 8, payload: btoa(String.fromCharCode(...bytes)), length: bytes.length }));
  assert.deepEqual([isNormal(3, 0xe8), isNormal(3, 0xe9), isNormal()], [true, true, true]);
  assert.deepEqual([isNormal(3, 0xf3), isNormal(0x0f, 0xa1), isNormalClose(frame())], [false, false, false]);
});

test("WR13 the time is since the first row, since the previous row, or the room's clock", () => {
  const at = (atMs: number) => ({ atMs, firstMs: 1_000, previousMs: 1_200 });
  assert.deepEqual(
    [1_000, 2_234, 62_000, 700_300, 3_700_000].map((ms) => timeText("start", at(ms))),
    ["0.000", "1.234", "1:01.000", "11:39.3", "1:01:39"],
  );
  assert.deepEqual(
    [1_215, 31_200].map((ms) => timeText("previous", at(ms))),
    ["+15 ms", "+30.0 s"],
  );
  assert.equal(timeText("previous", { atMs: 5, firstMs: null, previousMs: null }), "–");
  assert.match(timeText("clock", at(0)), /^\d\d:\d\d:00\.000$/);
});

test("WR14 invalid UTF-8 is marked; a character that was cut is not invalid", () => {
  const read = (bytes: number[], isOpen = false) => {
    const { pieces, isValid, unfinished } = decodeUtf8(Uint8Array.from(bytes), isOpen);
    const text = pieces.map((piece) =>
      piece.ok ? piece.text : `<${[...piece.bytes].map((byte) => byte.toString(16)).join(" ")}>`,
    );
    return `${text.join("")} ${isValid} ${unfinished}`;
  };
  assert.equal(read([0x68, 0xe2, 0x82, 0xac]), "h€ true 0");
  assert.equal(read([0x68, 0xff, 0xfe, 0x69]), "h<ff fe>i false 0");
  assert.equal(read([0xc0, 0xaf]), "<c0 af> false 0", "a long form");
  assert.equal(read([0xed, 0xa0, 0x80]), "<ed a0 80> false 0", "a surrogate");
  assert.equal(read([0xf4, 0x90, 0x80, 0x80]), "<f4 90 80 80> false 0", "above U+10FFFF");
  assert.equal(read([0x68, 0xe2, 0x82]), "h<e2 82> false 0");
  assert.equal(read([0x68, 0xe2, 0x82], true), "h true 2");
  assert.equal(read([0x68, 0x82], true), "h<82> false 0");
});

test("WR14 UTF-8 validation agrees with the browser's decoder for edge cases of one to four bytes", () => {
  const strict = (bytes: Uint8Array): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  const edges = [
    0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
    0xff,
  ];
  for (const a of edges) {
    for (const b of edges) {
      for (const c of edges) {
        const bytes = Uint8Array.of(a, b, c, 0x80);
        for (const length of [1, 2, 3, 4]) {
          const some = bytes.subarray(0, length);
          assert.equal(decodeUtf8(some, false).isValid, strict(some), [...some].join(" "));
        }
      }
    }
  }
});

test("WR14 a hex dump shows offset, bytes and ASCII", () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, index) => 0x5b + index);
  assert.deepEqual(hexLines(bytes, 16).split("\n"), [
    "0000  5b 5c 5d 5e 5f 60 61 62  63 64 65 66 67 68 69 6a  [\\]^_`abcdefghij",
    "0010  6b 6c 6d 6e                                       klmn",
  ]);
  assert.equal(hexLines(Uint8Array.of(0, 255, 65), 8), "0000  00 ff 41                 ··A");
});

test("WR14 hostile text stays in one line: line breaks, direction overrides, escapes, heaps of combining marks", () => {
  assert.equal(oneLine("a\r\nb\tc"), "a␍␊b␉c");
  assert.equal(oneLine("x\u202ey\u2066z\u200b\u2028\ufeff"), "x\\u{202e}y\\u{2066}z\\u{200b}\\u{2028}\\u{feff}");
  assert.equal(oneLine("\u001b[31mred\u009b"), "␛[31mred\\u{9b}");
  const heap = oneLine(`Z${"\u0336".repeat(5_000)}a`);
  assert.ok(heap.length < 12, `${heap.length} characters of marks`);
  assert.equal(oneLine("n\u0303o"), "n\u0303o");
});

const letters = (count: number) => Array.from("ABCDEFGHIJKLMNOPQRST").slice(0, count);

test("WR16 up to eight clients have lanes at every width from 320 px; the list scrolls where they do not fit", () => {
  for (const width of [320, 390, 420, 480, 600, 900, 2_000]) {
    for (let count = 1; count <= 8; count++) {
      const { lanes, laneWidth, rowWidth } = layOut(width, letters(count), []);
      assert.deepEqual(lanes, letters(count));
      assert.ok(laneWidth >= 20 && laneWidth <= 84 && laneWidth % 2 === 0, `${laneWidth}`);
      assert.ok(rowWidth <= width || laneWidth === 20, `${count} lanes of ${laneWidth} at ${width}`);
    }
  }
  assert.deepEqual(
    [layOut(320, letters(2), []), layOut(420, letters(2), []), layOut(900, letters(8), [])].map(
      ({ laneWidth, hasLength, hasVersion }) => [laneWidth, hasLength, hasVersion],
    ),
    [
      [38, false, false],
      [46, true, false],
      [60, true, true],
    ],
  );
});

test("WR16 of more than eight clients, the panel's own come first, then those that appeared last", () => {
  assert.deepEqual(layOut(900, ["A", "B"], ["#1", "B"]).lanes, ["A", "B", "#1"]);
  assert.deepEqual(layOut(900, letters(20), ["#1"]).lanes, letters(8));
  const seen = Array.from({ length: 12 }, (_, index) => `#${index}`);
  assert.deepEqual(layOut(320, ["A"], seen).lanes, ["A", ...seen.slice(5)]);
});

test("WR16 a narrow lane is headed by initials", () => {
  const headings = ["A", "My phone", "A (other tab)", "Phone", "#1234"].map((name) => laneHeading(name, 20));
  assert.deepEqual(headings, ["A", "Mp", "Ao", "P", "34"]);
  assert.equal(laneHeading("My phone", 46), "My phone");
});

test("WR17 an exported line has time, client, direction, kind, and the payload as text or base64", () => {
  const peer = new WirePeer("A");
  const line = (entry: WireEntry) => JSON.parse(JSON.stringify(exportEntry(entry)));
  const text = line({ what: "frame", peer, isReply: false, frame: frame({ atMs: 1_700_000_000_000, version: 7 }) });
  assert.deepEqual(
    [text.time, text.kind, text.client, text.direction, text.opcode, text.text, text.version],
    ["2023-11-14T22:13:20.000Z", "text", "A", "in", 1, "hello", 7],
  );
  const cut = line({ what: "frame", peer, isReply: false, frame: frame({ opcode: 2, length: 9_000 }) });
  assert.deepEqual([cut.base64, cut.cut, cut.text], [btoa("hello"), true, undefined]);
  const close = line({
    what: "frame",
    peer,
    isReply: false,
    frame: frame({ opcode: 8, length: 2, payload: btoa("\x03\xe8") }),
  });
  assert.equal(close.code, 1000);
  assert.equal(line({ what: "handshake", peer, handshake: handshake() }).response.status, 101);
  assert.equal(line({ what: "gone", peer, atMs: Number.NaN }).time, null);
});

test("WR17 100,000 rows are exported in slices, all or only those that match the filter", async () => {
  const ring = new Ring<WireEntry>({ entries: 100_000, bytes: 1 << 30 }, () => 1);
  const peer = new WirePeer("A");
  for (let n = 0; n < 100_000; n++)
    ring.push({ what: "frame", peer, isReply: false, frame: frame({ length: n % 100 }) });
  let turns = 0;
  using _timer = setInterval(() => turns++);
  const all = await exportLines(ring, { from: 0, until: 100_000, matches: null });
  assert.equal(all.length, 50);
  assert.ok(turns > 10, "the page runs between the slices");
  assert.equal(all.join("").split("\n").length, 100_001);
  const matches = (entry: WireEntry) => entry.what === "frame" && entry.frame.length === 7;
  const some = await exportLines(ring, { from: 0, until: 100_000, matches });
  assert.equal(some.join("").trimEnd().split("\n").length, 1_000);
});
