// style: events
// check: keeps-characters-beyond-ascii-whole
// hint: reversed the bytes
// Reverses the Buffer, which is correct only for ASCII.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send(data.reverse().toString());
  });
});
