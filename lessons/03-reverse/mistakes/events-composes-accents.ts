// style: events
// check: keeps-graphemes-whole
// hint: composed
// Normalizes, which replaces a letter and its accent with one code point.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send([...data.toString().normalize("NFC")].reverse().join(""));
  });
});
