import { type Socket, select, sleep } from "ws101";

export default async function handle(socket: Socket) {
  let due = sleep(30_000);
  let isAnswered = true;
  for (let next = await select({ socket, due }); next.value !== null; next = await select({ socket, due })) {
    if (next.from === "due") {
      if (!isAnswered) return await socket.close(1001, "no pong");
      isAnswered = false;
      await socket.ping();
      due = sleep(30_000);
    } else if (next.value?.type === "pong") {
      isAnswered = true;
    } else if (next.value?.type === "text") {
      await socket.send(next.value.data);
    }
  }
}
