import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") socket.send(reversed(data));
    else if (!Array.isArray(data)) socket.send(data);
  };
});

function reversed(text: string): string {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}
