// style: events
// run: connect a; a send hello; a send bye
// shows: a receives you said hello; a closes 1000 bye

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    if (String(data) === "bye") socket.close(1000, "bye");
    else socket.send(`you said ${data}`);
  });
});
