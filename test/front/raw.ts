// Raw TCP connections to the server, for requests that no client library sends.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { within } from "../host/support/deadline.ts";

/** Sends `bytes` and returns everything received until the server closes the connection. */
export async function exchange(url: string, bytes: string | Buffer): Promise<string> {
  const socket = await connectRaw(url);
  socket.write(bytes);
  return readToEnd(socket);
}

export async function connectRaw(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}

export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  const ended = Promise.withResolvers<void>();
  socket.once("close", () => ended.resolve());
  socket.once("end", () => socket.end());
  try {
    await within(ended.promise, "the end of the connection did not come");
  } finally {
    socket.destroy();
  }
  return Buffer.concat(chunks).toString("latin1");
}

/** The text of an upgrade request. A header set to null is omitted. */
export function upgradeRequest(
  path: string,
  over: Record<string, string | null> = {},
  line = "GET PATH HTTP/1.1",
): string {
  const headers: Record<string, string | null> = {
    Host: "127.0.0.1",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    ...over,
  };
  const lines = Object.entries(headers).filter(([, value]) => value !== null);
  return `${line.replace("PATH", path)}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}
