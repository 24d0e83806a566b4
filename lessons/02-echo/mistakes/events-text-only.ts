// style: events
// check: sends-binary-back-as-binary-byte-for-byte
// hint: did not reply to a binary
// Ignores binary messages.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (!isBinary) socket.send(data.toString());
  });
});
