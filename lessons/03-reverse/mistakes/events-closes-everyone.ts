// style: events
// check: serves-each-client-until-it-closes
// hint: was disconnected
// Closes all clients when one leaves.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) socket.send(data);
    else socket.send([...data.toString()].reverse().join(""));
  });
  socket.on("close", () => {
    for (const client of wss.clients) client.close();
  });
});
