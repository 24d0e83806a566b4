import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket) => {
  const jobs: string[] = [];
  socket.on("message", (data) => {
    jobs.push(String(data));
    socket.send(`accepted ${data}`);
  });
  // One job takes a second.
  const worker = setInterval(() => {
    const job = jobs.shift();
    if (job !== undefined) socket.send(`done ${job}`);
  }, 1000);
  socket.on("close", () => clearInterval(worker));
});
