import { WebSocketServer } from "ws";
import type { Dial } from "ws101";

// TODO: number the messages, keep the last 100 in storage, and send each client what came after its last one.
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    for (const client of wss.clients) client.send(data.toString());
  });
});

/** TODO: connect again when the server refuses or the connection ends. */
export async function client(dial: Dial) {
  const socket = await dial("/?after=0");
  for await (const message of socket) console.log(message);
}
