// style: events
// check: replies-to-each-text-with-its-characters-reversed
// hint: the second did not
// Listens with once.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.once("message", (data, isBinary) => {
    socket.send(isBinary ? data : [...data.toString()].reverse().join(""));
  });
});
