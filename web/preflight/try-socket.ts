// A socket of the preflight: opened, asked, and waited for with deadlines; each failure is a sentence.

export class TrySocket {
  readonly #socket: WebSocket;
  #why: string | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("close", ({ code, reason }) => {
      this.#why = reason === "" ? `closed with ${code}` : `closed with ${code}: ${reason}`;
    });
  }

  /** Rejects with a sentence when it does not open in time. */
  static open(url: string, withinMs: number, signal: AbortSignal): Promise<TrySocket> {
    const socket = new WebSocket(url);
    const tried = new TrySocket(socket);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.close();
        reject(new Error(`nobody answered within ${withinMs / 1_000} s`));
      }, withinMs);
      socket.addEventListener("open", () => resolve(tried));
      socket.addEventListener("close", () => reject(new Error(tried.#why ?? "closed")));
      socket.addEventListener("close", () => clearTimeout(timer));
      socket.addEventListener("open", () => clearTimeout(timer));
      signal.addEventListener("abort", () => socket.close());
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get why(): string {
    return this.#why ?? "not open";
  }

  /** What comes back first; rejects when nothing does, or the socket closes meanwhile. */
  ask(data: string | Uint8Array<ArrayBuffer>, withinMs: number): Promise<string | ArrayBuffer> {
    const socket = this.#socket;
    const done = new AbortController();
    const { signal } = done;
    const answer = new Promise<string | ArrayBuffer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${withinMs / 1_000} s`)), withinMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
      socket.addEventListener("message", (event: MessageEvent<string | ArrayBuffer>) => resolve(event.data), {
        signal,
      });
      socket.addEventListener("close", () => reject(new Error(this.why)), { signal });
    });
    if (this.isOpen) socket.send(data);
    return (this.isOpen ? answer : Promise.reject(new Error(this.why))).finally(() => done.abort());
  }

  close(): void {
    this.#socket.close();
  }
}
