// style: events
// check: sends-every-text-back-unchanged-and-in-order
// hint: of the socket
// Listens on the server, which emits no messages.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  wss.on("message", (data: Buffer, isBinary: boolean) => {
    socket.send(data, { binary: isBinary });
  });
});
