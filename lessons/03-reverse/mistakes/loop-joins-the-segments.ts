// style: loop
// check: replies-to-each-text-with-its-characters-reversed
// hint: [object Object]
// Joins the objects that the segmenter yields.
import type { Socket } from "ws101";

const segmenter = new Intl.Segmenter();

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text") await socket.send(Array.from(segmenter.segment(message.data)).reverse().join(""));
    if (message.type === "binary") await socket.send(message.data);
  }
}
