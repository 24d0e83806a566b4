// WebSocket client for the preflight: opens and sends with deadlines; every failure is a readable error.

export class ProbeSocket {
  readonly #socket: WebSocket;
  #closeReason: string | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("close", ({ code, reason }) => {
      this.#closeReason = reason === "" ? `closed with ${code}` : `closed with ${code}: ${reason}`;
    });
  }

  /** Rejects when the socket does not open in time. */
  static open(url: string, withinMs: number, signal: AbortSignal): Promise<ProbeSocket> {
    const socket = new WebSocket(url);
    const probe = new ProbeSocket(socket);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.close();
        reject(new Error(`no response within ${withinMs / 1_000} s`));
      }, withinMs);
      socket.addEventListener("open", () => resolve(probe));
      socket.addEventListener("close", () => reject(new Error(probe.#closeReason ?? "closed")));
      socket.addEventListener("close", () => clearTimeout(timer));
      socket.addEventListener("open", () => clearTimeout(timer));
      signal.addEventListener("abort", () => socket.close());
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get closeReason(): string {
    return this.#closeReason ?? "not open";
  }

  /** Sends a message and resolves to the next one received; rejects on timeout or close. */
  request(data: string | Uint8Array<ArrayBuffer>, withinMs: number): Promise<string | ArrayBuffer> {
    const socket = this.#socket;
    const done = new AbortController();
    const { signal } = done;
    const answer = new Promise<string | ArrayBuffer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no reply within ${withinMs / 1_000} s`)), withinMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
      socket.addEventListener("message", (event: MessageEvent<string | ArrayBuffer>) => resolve(event.data), {
        signal,
      });
      socket.addEventListener("close", () => reject(new Error(this.closeReason)), { signal });
    });
    if (this.isOpen) socket.send(data);
    return (this.isOpen ? answer : Promise.reject(new Error(this.closeReason))).finally(() => done.abort());
  }

  close(): void {
    this.#socket.close();
  }
}
