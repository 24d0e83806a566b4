import { WebSocket, WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });
const busy = new Set<WebSocket>();

wss.on("connection", (socket) => {
  sendCounts();

  socket.on("message", (data) => {
    if (data.toString() === "busy") busy.add(socket);
    else busy.delete(socket);
    sendCounts();
  });

  socket.on("close", () => {
    busy.delete(socket);
    sendCounts();
  });
});

function sendCounts() {
  const counts = JSON.stringify({ present: wss.clients.size, busy: busy.size });
  for (const client of wss.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(counts);
  }
}
