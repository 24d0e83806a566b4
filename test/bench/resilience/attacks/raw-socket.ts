// A WebSocket after its handshake, as bare TCP: for bytes that no client library would send.
import { once } from "node:events";
import { request } from "node:http";
import { Socket } from "node:net";

/** Reads and drops everything that arrives. */
export async function openRawSocket(url: string, from: string): Promise<Socket> {
  const headers = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const asking = request(url.replace(/^ws/, "http"), { headers, localAddress: from, timeout: 10_000 });
  asking.on("timeout", () => asking.destroy(new Error("the handshake got no response")));
  const refused = once(asking, "response").then(([response]) => {
    asking.destroy();
    throw new Error(`the upgrade was answered with ${response.statusCode}`);
  });
  refused.catch(() => undefined);
  asking.end();
  const [, socket] = await Promise.race([once(asking, "upgrade"), refused]);
  if (!(socket instanceof Socket)) throw new Error("the upgrade has no socket");
  socket.on("error", () => socket.destroy());
  return socket.resume();
}
