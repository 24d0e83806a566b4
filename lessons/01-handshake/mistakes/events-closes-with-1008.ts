// style: events
// check: refuses-a-client-without-the-right-token-with-401
// hint: already got its 101
// Refuses in the second phase, after the 101.
import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket, request) => {
  const { searchParams } = new URL(request.url, "ws://localhost");
  if (searchParams.get("token") !== "sesame") return socket.close(1008, "token missing");
  socket.send(`protocol: ${socket.protocol || "none"}`);
});
