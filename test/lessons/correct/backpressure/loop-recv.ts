// Uses recv instead of for await, and aborts a task.
import { broadcast, Lagged, type Socket, spawn } from "ws101";

const market = broadcast<string>(32);

export default async function handle(socket: Socket) {
  const subscription = market.subscribe();
  const task = spawn(async (signal) => {
    for (let price = await subscription.recv({ signal }); price !== null; price = await subscription.recv({ signal }))
      if (!(price instanceof Lagged)) await socket.send(price);
  });
  task.catch(() => {});
  for (let message = await socket.recv(); message !== null; message = await socket.recv()) {
    if (message.type === "binary") continue;
    if (message.type === "text" && message.data.startsWith("price ")) market.send(message.data);
    else if (message.type === "text") await socket.send(`ok: ${message.data}`);
  }
  task.abort();
  subscription.close();
}
