// style: events
// check: keeps-its-clients-apart
// hint: while B was connected
// Keeps the socket at module level.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let newest: WebSocket;

wss.on("connection", (socket) => {
  newest = socket;
  socket.on("message", (data, isBinary) => newest.send(data, { binary: isBinary }));
});
