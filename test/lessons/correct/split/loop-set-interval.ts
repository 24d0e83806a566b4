import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  let tick = 0;
  const counter = setInterval(() => {
    tick += 1;
    socket.send(`tick ${tick}`);
    if (tick === 5) socket.close(1000, "done");
  }, 1000);
  for await (const message of socket) {
    if (message.type === "close") break;
    if (message.type === "text" && message.data === "slow") setTimeout(() => socket.send("slow").catch(() => {}), 2000);
    else if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
  clearInterval(counter);
}
