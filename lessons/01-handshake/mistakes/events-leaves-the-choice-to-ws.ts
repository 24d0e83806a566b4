// style: events
// check: prefers-chat-v2-in-whatever-order-the-names-are-offered
// hint: your own list
// Has no handleProtocols: ws selects the first name.
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({
  port: 3000,
  verifyClient: ({ req }, done) => {
    const { searchParams } = new URL(req.url, "ws://localhost");
    if (searchParams.get("token") === "sesame") done(true);
    else done(false, 401);
  },
});

wss.on("connection", (socket) => {
  socket.send(`protocol: ${socket.protocol || "none"}`);
});
