// style: events
// check: replies-to-each-text-with-its-characters-reversed
// hint: An empty string is falsy
// Sends a reply only if there is something in it.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const segmenter = new Intl.Segmenter();

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.send(data);
    let reply = "";
    for (const { segment } of segmenter.segment(data.toString())) reply = segment + reply;
    if (reply) socket.send(reply);
  });
});
