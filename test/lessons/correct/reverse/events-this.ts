import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  socket.on("message", function (data, isBinary) {
    this.send(isBinary ? data : reversed(data.toString()));
  });
  socket.on("ping", () => console.log("alive"));
});

function reversed(text: string): string {
  const clusters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return clusters.reverse().join("");
}
