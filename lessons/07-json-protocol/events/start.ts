import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    // TODO: trust nothing that arrives; handle ping and bye too, and reply to anything else with an error.
    const request = JSON.parse(data.toString());
    if (request.type === "chat") socket.send(JSON.stringify({ type: "echo", text: request.text }));
  });
});
