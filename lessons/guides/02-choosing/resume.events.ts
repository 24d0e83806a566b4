import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const log = ["rain", "sun", "wind", "snow"];

wss.on("connection", (socket, request) => {
  const { searchParams } = new URL(request.url, "ws://room");
  const last = Number(searchParams.get("last") ?? 0);
  for (const [index, text] of log.entries()) {
    if (index >= last) socket.send(JSON.stringify({ id: index + 1, text }));
  }
});
