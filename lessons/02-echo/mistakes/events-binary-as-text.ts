// style: events
// check: sends-binary-back-as-binary-byte-for-byte
// hint: with text
// Reads every message as text, which replaces invalid UTF-8 and loses the kind.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(data.toString()));
});
