// Cutting bytes into frames and writing frames as bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeFrames, FrameReader, type SeenFrame, shownPayloadBytes } from "../../server/host/wire/tap.ts";
import { frameBytes } from "./support/raw-client.ts";

function readAll(chunks: readonly Uint8Array[]): SeenFrame[] {
  const frames: SeenFrame[] = [];
  const reader = new FrameReader();
  reader.watch((frame) => frames.push(frame));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return frames;
}

const lengths = [0, 1, 125, 126, 127, 4095, 4096, 4097, 65_535, 65_536, 70_000];

test("WI1 a stream is parsed into the same frames however its bytes are split", () => {
  const payloads = lengths.map((length) => Buffer.alloc(length, length & 0xff));
  const bytes = Buffer.concat(payloads.map((payload, i) => frameBytes({ opcode: 2, payload, masked: i % 2 === 0 })));
  const whole = readAll([bytes]);
  assert.deepEqual(
    whole.map(({ length }) => length),
    lengths,
  );
  whole.forEach(({ payload }, i) => {
    assert.deepEqual(payload, payloads[i]?.subarray(0, shownPayloadBytes));
  });
  for (const size of [1, 2, 3, 5, 7, 13, 64, 1000]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    assert.deepEqual(readAll(chunks), whole, `split every ${size} bytes`);
  }
});

test("WI1 the reader reports each frame's header: fragments, masks, control frames, reserved opcodes", () => {
  const frames = readAll([
    frameBytes({ opcode: 1, fin: false, payload: "one " }),
    frameBytes({ opcode: 9, payload: "?" }),
    frameBytes({ opcode: 0, payload: "two", masked: false }),
    frameBytes({ opcode: 11, payload: "" }),
  ]);
  assert.deepEqual(
    frames.map(({ opcode, fin, masked, payload }) => [opcode, fin, masked, payload.toString()]),
    [
      [1, false, true, "one "],
      [9, true, true, "?"],
      [0, true, false, "two"],
      [11, true, true, ""],
    ],
  );
});

test("WI1 a header that claims 2^63 bytes costs 4 KiB and is shown as far as it was received", () => {
  const header = Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
  const [frame, none] = readAll([header, Buffer.from("begun")]);
  assert.equal(frame?.length, Number.MAX_SAFE_INTEGER);
  assert.equal(frame?.payload.toString(), "begun");
  assert.equal(none, undefined);
});

test("WI1 only the first 4 KiB of a long frame are kept", () => {
  const [frame] = readAll([frameBytes({ opcode: 2, payload: Buffer.alloc(1 << 20, 7) })]);
  assert.equal(frame?.length, 1 << 20);
  assert.equal(frame?.payload.length, shownPayloadBytes);
});

test("WI3 watching that starts within a frame shows the next frame from its start", () => {
  const frames: SeenFrame[] = [];
  const reader = new FrameReader();
  const first = frameBytes({ opcode: 1, payload: "not seen whole" });
  for (const at of [1, 3, 8]) {
    reader.watch(null);
    reader.push(first.subarray(0, at));
    reader.watch((frame) => frames.push(frame));
    reader.push(first.subarray(at));
    reader.push(frameBytes({ opcode: 1, payload: "seen" }));
  }
  // Up to the end of its header a frame has not begun to be read.
  assert.deepEqual(
    frames.map(({ payload }) => payload.toString()),
    ["not seen whole", "seen", "not seen whole", "seen", "seen"],
  );
});

test("WI1 frames are written as RFC 6455 requires at every length boundary", () => {
  const written = encodeFrames(lengths.map((length) => ({ opcode: 2, data: Buffer.alloc(length, 1) })));
  const expected = Buffer.concat(
    lengths.map((length) => frameBytes({ opcode: 2, payload: Buffer.alloc(length, 1), masked: false })),
  );
  assert.deepEqual(written, expected);
});
