// style: events
// check: refuses-a-client-without-the-right-token-with-401
// hint: already got its 101
// Cuts the connection after the 101.
import { WebSocketServer } from "ws";

const spoken = ["chat.v2", "chat.v1"];

const wss = new WebSocketServer({
  port: 3000,
  handleProtocols: (offered) => spoken.find((name) => offered.has(name)) ?? false,
});

wss.on("connection", (socket, request) => {
  if (!/[?&]token=sesame(&|$)/.test(request.url)) return socket.terminate();
  socket.send(`protocol: ${socket.protocol || "none"}`);
});
