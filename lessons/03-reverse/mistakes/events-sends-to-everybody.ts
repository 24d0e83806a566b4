// style: events
// check: serves-each-client-until-it-closes
// hint: on the socket that the text came from
// Sends each reply to all clients.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const segmenter = new Intl.Segmenter();

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return socket.send(data);
    const graphemes = Array.from(segmenter.segment(data.toString()), ({ segment }) => segment).reverse();
    for (const client of wss.clients) client.send(graphemes.join(""));
  });
});
