// style: events
// check: keeps-characters-beyond-ascii-whole
// hint: dropped
// Keeps only ASCII characters.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send([...data.toString().replace(/[^ -~]/g, "")].reverse().join(""));
  });
});
