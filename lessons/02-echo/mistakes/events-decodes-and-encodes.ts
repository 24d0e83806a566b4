// style: events
// check: sends-binary-back-as-binary-byte-for-byte
// hint: to a string and back
// Reads every message as text, and keeps only the kind.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data.toString(), { binary: isBinary }));
});
