// style: events
// check: sends-binary-back-as-binary-byte-for-byte
// hint: ended the connection
// Closes with 1003, unsupported data.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.close(1003, "text only");
    else socket.send(data.toString());
  });
});
