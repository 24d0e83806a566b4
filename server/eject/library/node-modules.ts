// Node's own in place of three of the guest's modules, which need the sandbox: bytes, URLs, and events with signals.

export const { AbortController, AbortSignal, Event, EventTarget } = globalThis;
export type AbortSignal = globalThis.AbortSignal;

export type Bytes = ArrayBufferView | ArrayBuffer;

export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
}

/** A view of the same memory. */
export function bytesOf(value: Bytes): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

export function parseQuery(query: string): URLSearchParams {
  return new URLSearchParams(query);
}

export function messageTooBig(bytes: number, limit: number): RangeError {
  return new RangeError(`A message of ${bytes} bytes exceeds the limit of ${limit} bytes. Send it in parts.`);
}
