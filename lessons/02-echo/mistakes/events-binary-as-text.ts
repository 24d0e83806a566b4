// style: events
// check: sends-binary-back-as-binary-byte-for-byte
// hint: turned into text
// Reads every message as text: bytes that are no UTF-8 are lost, and the kind with them.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(data.toString()));
});
