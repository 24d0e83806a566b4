// style: events
// check: replies-to-each-text-with-its-characters-reversed
// hint: commas
// Converts the array to a string implicitly.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send(String([...data.toString()].reverse()));
  });
});
