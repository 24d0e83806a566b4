// A client that writes whatever bytes it is told to, and reads frames as they come.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { within } from "./deadline.ts";

export interface FrameSpec {
  readonly opcode: number;
  readonly payload?: string | Uint8Array;
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number;
  /** What the header says instead of the payload's own length. */
  readonly length?: number | bigint;
  /** Writes the length in this many bytes (1, 2 or 8) though a shorter form would do. */
  readonly lengthBytes?: 2 | 8;
}

const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

export function frameBytes(spec: FrameSpec): Buffer {
  const { opcode, fin = true, masked = true, reserved = 0 } = spec;
  const payload = Buffer.from(spec.payload ?? "");
  const length = BigInt(spec.length ?? payload.length);
  const wide = spec.lengthBytes ?? (length < 126n ? 0 : length < 65_536n ? 2 : 8);
  const header = Buffer.alloc(2 + wide + (masked ? 4 : 0));
  header[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  header[1] = (masked ? 0x80 : 0) | (wide === 0 ? Number(length) : wide === 2 ? 126 : 127);
  if (wide === 2) header.writeUInt16BE(Number(length), 2);
  if (wide === 8) header.writeBigUInt64BE(length, 2);
  if (!masked) return Buffer.concat([header, payload]);
  mask.copy(header, 2 + wide);
  return Buffer.concat([header, payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0))]);
}

/** A close frame's payload. */
export function closePayload(code: number, reason: string | Uint8Array = ""): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code);
  return Buffer.concat([bytes, Buffer.from(reason)]);
}

export interface ReadFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** How a connection ended: the close frame's code, `end` for a FIN without one, `reset` for a broken socket. */
export type Ending = number | "end" | "reset";

export class RawClient implements Disposable {
  readonly socket: Socket;
  readonly #received: Buffer[] = [];
  readonly ended: Promise<void>;
  #reset = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    const ended = Promise.withResolvers<void>();
    this.ended = ended.promise;
    socket.on("data", (chunk: Buffer) => this.#received.push(chunk));
    socket.on("error", () => {
      this.#reset = true;
    });
    socket.on("close", () => ended.resolve());
    socket.on("end", () => ended.resolve());
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, "127.0.0.1");
    const client = new RawClient(socket);
    await within(once(socket, "connect"), "no connection was made");
    return client;
  }

  /** Shakes hands; `pipelined` goes out in the same write. */
  static async upgrade(port: number, path: string, pipelined: Uint8Array = Buffer.alloc(0)): Promise<RawClient> {
    const client = await RawClient.open(port);
    client.write(Buffer.concat([Buffer.from(upgradeRequest(path)), pipelined]));
    await client.until(() => client.text().includes("\r\n\r\n"), "no answer to the upgrade came");
    return client;
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Everything received, as latin-1. */
  text(): string {
    return Buffer.concat(this.#received).toString("latin1");
  }

  /** Everything that came, the answer to the handshake too. */
  get receivedBytes(): number {
    return this.socket.bytesRead;
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.text())?.[1] ?? 0);
  }

  frames(): ReadFrame[] {
    const all = Buffer.concat(this.#received);
    const start = all.indexOf("\r\n\r\n") + 4;
    const frames: ReadFrame[] = [];
    for (let at = start; at + 2 <= all.length; ) {
      const short = (all[at + 1] ?? 0) & 0x7f;
      const wide = short === 127 ? 8 : short === 126 ? 2 : 0;
      if (at + 2 + wide > all.length) break;
      const length = wide === 8 ? Number(all.readBigUInt64BE(at + 2)) : wide === 2 ? all.readUInt16BE(at + 2) : short;
      const from = at + 2 + wide;
      if (from + length > all.length) break;
      frames.push({ opcode: (all[at] ?? 0) & 0x0f, payload: all.subarray(from, from + length) });
      at = from + length;
    }
    return frames;
  }

  async until(done: () => boolean, sentence: string): Promise<void> {
    const enough = Promise.withResolvers<void>();
    const look = () => {
      if (done()) enough.resolve();
    };
    this.socket.on("data", look);
    this.socket.on("close", look);
    look();
    try {
      await within(enough.promise, sentence);
    } finally {
      this.socket.off("data", look);
      this.socket.off("close", look);
    }
  }

  /** Waits for the end; answers the server's close frame as a polite client would. */
  async ending(): Promise<Ending> {
    const closing = () => this.frames().find(({ opcode }) => opcode === 8);
    const answer = () => {
      const close = closing();
      if (close && !this.socket.writableEnded) this.socket.end(frameBytes({ opcode: 8, payload: close.payload }));
    };
    this.socket.on("data", answer);
    answer();
    await within(this.ended, "the connection did not end");
    const payload = closing()?.payload;
    if (payload) return payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    return this.#reset ? "reset" : "end";
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

export function upgradeRequest(path: string, over: Readonly<Record<string, string | null>> = {}): string {
  const headers: Record<string, string | null> = {
    Host: "127.0.0.1",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    ...over,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}
