// style: events
// check: serves-each-client-until-it-closes
// hint: another client
// Replies on the socket that connected last.
import { type WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
let current: WebSocket;

wss.on("connection", (socket) => {
  current = socket;
  socket.on("message", (data, isBinary) => {
    if (isBinary) current.send(data);
    else current.send([...data.toString()].reverse().join(""));
  });
});
