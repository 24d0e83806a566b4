// Bytes straight onto the server's port, for what no honest client would send.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { within } from "./within.ts";

/** Sends `bytes` and answers everything that came until the server ended the connection. */
export async function speak(url: string, bytes: string | Buffer): Promise<string> {
  const socket = await dialRaw(url);
  socket.write(bytes);
  return hearOut(socket);
}

export async function dialRaw(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}

export async function hearOut(socket: Socket, ms = 15_000): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  const ended = Promise.withResolvers<void>();
  socket.once("close", () => ended.resolve());
  socket.once("end", () => socket.end());
  try {
    await within(ms, "the end of the connection", ended.promise);
  } finally {
    socket.destroy();
  }
  return Buffer.concat(chunks).toString("latin1");
}

/** The text of an upgrade request; a header set to null is left out. */
export function handshake(path: string, over: Record<string, string | null> = {}, line = "GET PATH HTTP/1.1"): string {
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
