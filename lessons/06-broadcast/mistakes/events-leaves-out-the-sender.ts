// style: events
// check: sends-each-text-to-everybody-including-the-sender
// hint: left the sender out
// Sends to everybody else.
import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  sendTo(wss.clients, "* a user joined");
  socket.on("message", (data) => {
    const others = [...wss.clients].filter((client) => client !== socket);
    sendTo(others, `user: ${data}`);
  });
  socket.on("close", () => sendTo(wss.clients, "* a user left"));
});

function sendTo(clients: Iterable<WebSocket>, line: string) {
  for (const client of clients) {
    if (client.readyState === WebSocket.OPEN) client.send(line);
  }
}
