import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    // TODO: parse the JSON without trusting it; handle chat, ping and bye, and reply to anything else with an error.
    const { text } = JSON.parse(data.toString());
    socket.send(JSON.stringify({ type: "echo", text }));
  });
});
