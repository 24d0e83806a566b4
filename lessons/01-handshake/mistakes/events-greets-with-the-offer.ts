// style: events
// check: prefers-chat-v2-in-whatever-order-the-names-are-offered
// hint: The text names
// Sends the first name that was offered, not the one that was selected.
import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    if (searchParams.get("token") === "sesame") done(true);
    else done(false, 401);
  },
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket, request) => {
  const [first = "none"] = (request.headers["sec-websocket-protocol"] ?? "none").split(", ");
  socket.send(`protocol: ${first}`);
});
