// style: events
// run: connect a ?token=sesame chat.v1; connect b
// shows: a receives we speak chat.v1; b is refused 401

import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  maxPayload: 1024,
  verifyClient: ({ req }, decide) => decide(req.url.endsWith("token=sesame"), 401),
  handleProtocols: (names) => (names.has("chat.v1") ? "chat.v1" : false),
});

wss.on("connection", (socket) => socket.send(`we speak ${socket.protocol}`));
