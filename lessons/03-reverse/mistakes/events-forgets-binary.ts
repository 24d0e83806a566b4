// style: events
// check: sends-binary-back-unchanged
// hint: got no reply
// Replies only to text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return;
    socket.send([...data.toString()].reverse().join(""));
  });
});
