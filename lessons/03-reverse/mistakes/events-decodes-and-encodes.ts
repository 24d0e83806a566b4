// style: events
// check: sends-binary-back-unchanged
// hint: to a string and back
// Passes binary through a string.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(Buffer.from(data.toString()));
    else socket.send([...data.toString()].reverse().join(""));
  });
});
