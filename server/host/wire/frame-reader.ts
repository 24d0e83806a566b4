// Cuts one direction of a socket's bytes into frames (RFC 6455 §5.2), split anywhere, whoever wrote them.

/** A frame as it stood on the wire; the payload unmasked, at most its first 4 KiB. */
export interface SeenFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly masked: boolean;
  /** As the header says; a payload may end before. */
  readonly length: number;
  readonly payload: Buffer;
}

export const shownPayloadBytes = 4096;

/**
 * Without `onFrame` it only keeps track of where frames begin, which costs next to nothing, so that somebody can
 * begin to watch in the middle of a connection. It never keeps more than the header and what it shows.
 */
export class FrameReader {
  #onFrame: ((frame: SeenFrame) => void) | null = null;
  readonly #header = Buffer.allocUnsafeSlow(14);
  #headerHas = 0;
  #headerNeeds = 2;
  /** Payload bytes still to come; the next header follows. */
  #left = 0;
  #length = 0;
  /** What is shown of the frame under way; null for a frame that nobody watches from its beginning. */
  #shown: Buffer | null = null;
  #shownHas = 0;

  /** Frames that begin from now on are given to `onFrame`; null for none. */
  watch(onFrame: ((frame: SeenFrame) => void) | null): void {
    this.#onFrame = onFrame;
    if (!onFrame) this.#shown = null;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) at = this.#left > 0 ? this.#readPayload(chunk, at) : this.#readHeader(chunk, at);
  }

  /** The socket ended: a frame that broke off is shown as far as it came. */
  end(): void {
    if (this.#shown) this.#show(this.#shown.subarray(0, this.#shownHas));
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && this.#headerHas < this.#headerNeeds) {
      this.#header[this.#headerHas++] = chunk[at++] ?? 0;
      if (this.#headerHas === 2) this.#headerNeeds = headerBytes(this.#header[1] ?? 0);
    }
    if (this.#headerHas === this.#headerNeeds) this.#beginPayload();
    return at;
  }

  #beginPayload(): void {
    this.#length = payloadLength(this.#header);
    this.#left = this.#length;
    this.#headerHas = 0;
    this.#headerNeeds = 2;
    if (!this.#onFrame) return;
    this.#shown = Buffer.allocUnsafe(Math.min(this.#length, shownPayloadBytes));
    this.#shownHas = 0;
    if (this.#length === 0) this.#show(this.#shown);
  }

  #readPayload(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    this.#left -= end - at;
    if (this.#shown) this.#keep(this.#shown, chunk.subarray(at, end));
    return end;
  }

  #keep(shown: Buffer, bytes: Uint8Array): void {
    const kept = bytes.subarray(0, shown.length - this.#shownHas);
    shown.set(kept, this.#shownHas);
    this.#shownHas += kept.length;
    if (this.#shownHas === shown.length) this.#show(shown);
  }

  #show(payload: Buffer): void {
    const first = this.#header[0] ?? 0;
    const masked = isMasked(this.#header);
    this.#shown = null;
    if (masked) unmask(payload, this.#header.subarray(maskAt(this.#header)));
    this.#onFrame?.({ opcode: first & 0x0f, fin: (first & 0x80) !== 0, masked, length: this.#length, payload });
  }
}

function isMasked(header: Buffer): boolean {
  return ((header[1] ?? 0) & 0x80) !== 0;
}

function headerBytes(second: number): number {
  return maskAtFor(second) + ((second & 0x80) !== 0 ? 4 : 0);
}

function maskAt(header: Buffer): number {
  return maskAtFor(header[1] ?? 0);
}

function maskAtFor(second: number): number {
  const short = second & 0x7f;
  return short === 127 ? 10 : short === 126 ? 4 : 2;
}

// A length past 2^53 is a lie that `ws` refuses; it only has to be a number here.
function payloadLength(header: Buffer): number {
  const short = (header[1] ?? 0) & 0x7f;
  if (short < 126) return short;
  if (short === 126) return header.readUInt16BE(2);
  return Math.min(header.readUInt32BE(2) * 2 ** 32 + header.readUInt32BE(6), Number.MAX_SAFE_INTEGER);
}

function unmask(payload: Buffer, mask: Uint8Array): void {
  for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
}
