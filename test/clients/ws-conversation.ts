// The conversation with npm's `ws` as the client: pings and fragments too.
import { once } from "node:events";
import { WebSocket } from "ws";
import { bytes, messageBytes, type Seen, words } from "./conversation.ts";

export async function converse(url: string): Promise<Seen> {
  const one = await connect(url, ["chat.v1", "chat.v2"]);
  const { protocol } = one;
  const seen = {
    protocol,
    text: String(await ask(one, words)),
    binary: [...(await ask(one, Buffer.from(bytes)))],
    ...(await biggest(one)),
    answersPing: String(await ask(one, "ping")),
    ping: await ping(one),
    fragments: await fragments(one),
  };
  one.send("close 4001 enough, thank you");
  const closedByHandler = await closed(one);
  const two = await connect(url, []);
  two.close(4002, "bye");
  await closed(two);
  const three = await connect(url, []);
  const closedByClient = String(await ask(three, "last"));
  three.send("x".repeat(messageBytes + 1));
  const { code } = await closed(three);
  return { ...seen, closedByHandler, closedByClient, tooBig: { code } };
}

async function connect(url: string, protocols: string[]): Promise<WebSocket> {
  const socket = new WebSocket(url, protocols);
  await once(socket, "open");
  return socket;
}

async function ask(socket: WebSocket, data: string | Buffer): Promise<Buffer> {
  const answer = once(socket, "message");
  socket.send(data);
  return (await answer)[0];
}

async function biggest(socket: WebSocket): Promise<Pick<Seen, "biggestText" | "biggestBinary">> {
  const text = "x".repeat(messageBytes);
  const binary = Buffer.from(Uint8Array.from({ length: messageBytes }, (_, index) => index % 251));
  return {
    biggestText: String(await ask(socket, text)) === text,
    biggestBinary: binary.equals(await ask(socket, binary)),
  };
}

async function ping(socket: WebSocket): Promise<Seen["ping"]> {
  const both = Promise.all([once(socket, "pong"), once(socket, "message")]);
  socket.ping("hi");
  const [[pong], [told]] = await both;
  return { pong: String(pong), told: String(told) };
}

async function fragments(socket: WebSocket): Promise<Seen["fragments"]> {
  const text = await inThree(socket, Buffer.from(words), false);
  const binary = await inThree(socket, Buffer.from(bytes), true);
  return { text: String(text), binary: [...binary] };
}

/** The second cut falls inside a character of more than one byte, as a client may do (RFC 6455 §5.6). */
async function inThree(socket: WebSocket, whole: Buffer, binary: boolean): Promise<Buffer> {
  const answer = once(socket, "message");
  socket.send(whole.subarray(0, 1), { binary, fin: false });
  socket.send(whole.subarray(1, 2), { binary, fin: false });
  socket.send(whole.subarray(2), { binary, fin: true });
  return (await answer)[0];
}

async function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = await once(socket, "close");
  return { code, reason: String(reason) };
}
