// The global `crypto`, based on Math.random, which the room seeds: runs of the checks must be reproducible.
const { random, floor } = Math;

export const crypto = {
  randomUUID(): string {
    const bytes = new Uint8Array(16);
    fill(bytes);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toHex();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },

  getRandomValues<T>(array: T): T {
    if (!ArrayBuffer.isView(array) || array instanceof DataView || array instanceof Float64Array)
      throw new DOMException("getRandomValues() takes an integer array.", "TypeMismatchError");
    if (array.byteLength > 65_536)
      throw new DOMException("getRandomValues() fills at most 65536 bytes at a time.", "QuotaExceededError");
    fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return array;
  },
};

function fill(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = floor(random() * 256);
}
