// style: events
// check: keeps-graphemes-whole
// hint: code points
// Reverses code points, as `chars().rev()` does.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send([...data.toString()].reverse().join(""));
  });
});
