// style: events
// check: keeps-its-clients-apart
// hint: while B was connected
// Keeps the socket in a variable of the module.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let newest: WebSocket;

wss.on("connection", (socket) => {
  newest = socket;
  socket.on("message", (data, isBinary) => newest.send(data, { binary: isBinary }));
});
