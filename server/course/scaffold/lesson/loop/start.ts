import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    // TODO: reply to each text with the same text in capitals.
    console.log(message.type);
  }
}
