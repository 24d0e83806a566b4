// What counts as bytes, and the bytes of it.

// Captured: a learner may replace what stands on the globals.
const { isView } = ArrayBuffer;
const NativeBytes = Uint8Array;
const NativeBuffer = ArrayBuffer;

export type Bytes = ArrayBufferView | ArrayBuffer;

export function isBytes(value: unknown): value is Bytes {
  return isView(value) || value instanceof NativeBuffer;
}

/** The same memory as plain bytes. */
export function bytesOf(value: Bytes): Uint8Array {
  if (value instanceof NativeBytes) return value;
  if (value instanceof NativeBuffer) return new NativeBytes(value);
  return new NativeBytes(value.buffer, value.byteOffset, value.byteLength);
}
