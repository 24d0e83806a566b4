// style: events
// check: refuses-a-client-without-the-right-token-with-401
// hint: status of the refusal
// Refuses with a different status.
import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    if (new URL(req.url, "ws://localhost").searchParams.get("token") === "sesame") done(true);
    else done(false, 403);
  },
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});
