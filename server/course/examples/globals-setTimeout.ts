// style: events
// run: connect a; +2s
// shows: a receives two seconds

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const timer = setTimeout(() => socket.send("two seconds"), 2000);
  socket.on("close", () => clearTimeout(timer));
});
