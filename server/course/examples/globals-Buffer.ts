// style: events
// run: connect a; a send naïve
// shows: a receives 6 bytes: 6e61c3af7665

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const bytes = Buffer.from(data);
    socket.send(`${bytes.length} bytes: ${bytes.toString("hex")}`);
  });
});
