// Keeps the number on the socket.
import { WebSocket, WebSocketServer } from "ws";

class Guest extends WebSocket {
  missed = 0;
}

const wss = new WebSocketServer({ port: 3000, WebSocket: Guest });

wss.on("connection", (socket) => {
  say("* a user joined");
  socket.on("message", async (data, isBinary) => {
    if (!isBinary) say(`user: ${data}`);
  });
  socket.on("close", () => say("* a user left"));
});

function say(line: string) {
  for (const client of wss.clients) {
    if (!(client instanceof Guest) || client.readyState !== WebSocket.OPEN) continue;
    if (client.bufferedAmount > 2 ** 18) {
      client.missed += 1;
      continue;
    }
    if (client.missed) client.send(`* you missed ${client.missed} messages`);
    client.missed = 0;
    client.send(line);
  }
}
