// style: events
// check: stops-when-the-client-closes-and-serves-the-next-one
// hint: was refused
// Closes the server when a client leaves.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on("close", () => wss.close());
});
