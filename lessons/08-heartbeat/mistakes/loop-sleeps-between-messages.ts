// style: loop
// check: pings-each-client-every-30-seconds
// hint: Echo texts in between
// Cannot receive while it sleeps, and sleeps only after a message.
import { type Socket, sleep } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(message.data);
    await sleep(30_000);
    await socket.ping();
  }
}
