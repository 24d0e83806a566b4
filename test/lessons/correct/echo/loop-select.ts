import { type Socket, select } from "ws101";

export default async function handle(socket: Socket) {
  while (true) {
    const { value } = await select({ socket });
    if (value === null || value.type === "close") return;
    if (value.type === "text" || value.type === "binary") await socket.send(value.data);
  }
}
