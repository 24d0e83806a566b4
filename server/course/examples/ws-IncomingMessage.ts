// style: events
// run: connect a ?name=ada
// shows: a receives hello ada

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  const { searchParams } = new URL(request.url, "ws://room");
  socket.send(`hello ${searchParams.get("name")}`);
});
