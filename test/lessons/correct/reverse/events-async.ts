import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", async (data, isBinary) => {
    const reply = isBinary ? data : await reversed(data.toString());
    if (socket.readyState === socket.OPEN) socket.send(reply);
  });
  socket.on("error", console.error);
});

async function reversed(text: string): Promise<string> {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}
