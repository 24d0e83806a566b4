// Encodes a server's frames (RFC 6455 §5.2), unmasked and unfragmented, into one buffer.

export interface OutFrame {
  readonly opcode: number;
  readonly data: Uint8Array;
}

export function encodeFrames(frames: readonly OutFrame[]): Buffer {
  let total = 0;
  for (const { data } of frames) total += headerLength(data.length) + data.length;
  const bytes = Buffer.allocUnsafe(total);
  let at = 0;
  for (const frame of frames) at = writeFrame(bytes, at, frame);
  return bytes;
}

function writeFrame(bytes: Buffer, from: number, { opcode, data }: OutFrame): number {
  const length = data.length;
  bytes[from] = 0x80 | opcode;
  if (length < 126) bytes[from + 1] = length;
  else if (length < 65_536) {
    bytes[from + 1] = 126;
    bytes.writeUInt16BE(length, from + 2);
  } else {
    bytes[from + 1] = 127;
    bytes.writeUInt32BE(0, from + 2);
    bytes.writeUInt32BE(length, from + 6);
  }
  const at = from + headerLength(length);
  bytes.set(data, at);
  return at + length;
}

function headerLength(payload: number): number {
  return payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
}
