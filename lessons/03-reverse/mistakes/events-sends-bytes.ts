// style: events
// check: replies-to-each-text-with-its-characters-reversed
// hint: reply is binary
// Sends the reversed text as bytes.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.send(data);
    const reversed = [...data.toString()].reverse().join("");
    socket.send(Buffer.from(reversed));
  });
});
