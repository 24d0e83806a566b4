// Passes connected sockets to a child process. Node offers no public API for two of the steps (as of 24.21), so this
// file accesses internals, and only where they exist.
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { z } from "zod";

function objectWith(method: string) {
  return z.custom<object>(
    (value) => typeof value === "object" && value !== null && typeof Reflect.get(value, method) === "function",
  );
}

const readable = objectWith("readStop");
const undelivered = z.object({ handle: objectWith("close") });

export class SocketTransfers {
  readonly #child: ChildProcess;
  readonly #inTransit = new Set<Socket>();

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Call in the same turn in which the last bytes were read from the socket: the child reads everything after them. */
  send(message: object, socket: Socket): void {
    this.#inTransit.add(socket);
    release(socket);
    this.#child.send(message, socket, {}, () => {
      this.#inTransit.delete(socket);
      socket.destroy();
    });
  }

  /**
   * Call when the child has ended. Node holds a passed connection until the child acknowledges it, which a dead child
   * never does: the client would wait forever.
   */
  closeAll(): void {
    for (const socket of this.#inTransit) socket.destroy();
    const { success, data } = undelivered.safeParse(Reflect.get(this.#child, "_pendingMessage"));
    if (success) Reflect.apply(Reflect.get(data.handle, "close"), data.handle, []);
  }
}

/** Leaves further bytes to the system until the child reads them; otherwise this process would read and drop them. */
function release(socket: Socket): void {
  const { success, data } = readable.safeParse(Reflect.get(socket, "_handle"));
  if (success) Reflect.apply(Reflect.get(data, "readStop"), data, []);
  // The HTTP server would count the connection as closed twice if the socket still knew its server.
  Reflect.set(socket, "server", null);
}
