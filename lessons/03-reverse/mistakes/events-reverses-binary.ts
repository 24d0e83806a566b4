// style: events
// check: sends-binary-back-unchanged
// hint: changed the bytes
// Reverses bytes too.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data.reverse());
    else socket.send([...data.toString()].reverse().join(""));
  });
});
