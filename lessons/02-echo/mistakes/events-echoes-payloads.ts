// style: events
// check: keeps-going-after-a-ping
// hint: sent as a message
// Echoes the data of pings as well.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const echo = (data: Buffer, isBinary = true) => socket.send(data, { binary: isBinary });
  socket.on("message", echo);
  socket.on("ping", (data) => echo(data));
});
