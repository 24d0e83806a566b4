// What Node leaves undone when a connected socket is passed to a child process. Nothing public does it (Node 24.21), so
// this reaches for what is not, in one place and only where it is there.
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { z } from "zod";

function callable(name: string) {
  return z.custom<object>(
    (value) => typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function",
  );
}

const reading = callable("readStop");
const undelivered = z.object({ handle: callable("close") });

/**
 * Call in the same turn as the hand-over, after what was read already was taken out. From now on the system keeps what
 * the client says for the next owner: this process would go on reading, and throw it away, until the child has the socket.
 */
export function letGo(socket: Socket): void {
  const { success, data } = reading.safeParse(Reflect.get(socket, "_handle"));
  if (success) Reflect.apply(Reflect.get(data, "readStop"), data, []);
  // What is left here is an empty shell. Its server would count it out twice if it knew that it was passed on.
  Reflect.set(socket, "server", null);
}

/**
 * Call when the child has ended. Node keeps a passed connection until the child says that it has it, and for ever when
 * the child dies before that: its client would wait for an answer that nobody can give.
 */
export function closeUndelivered(child: ChildProcess): void {
  const { success, data } = undelivered.safeParse(Reflect.get(child, "_pendingMessage"));
  if (success) Reflect.apply(Reflect.get(data.handle, "close"), data.handle, []);
}
