// style: events
// check: keeps-its-clients-apart
// hint: while A was connected
// Serves only the first client.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.once("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
