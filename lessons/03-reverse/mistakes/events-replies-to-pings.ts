// style: events
// check: sends-nothing-for-a-ping
// hint: a message for a ping
// Answers a ping with a text.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send([...data.toString()].reverse().join(""));
  });
  socket.on("ping", (data) => socket.send(data.toString()));
});
