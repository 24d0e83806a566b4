// Waits for the shutdown as a promise.
import { WebSocketServer } from "ws";
import { type Dial, shutdown, sleep, storage } from "ws101";

const texts = new Map((storage.get("texts") ?? []) as [number, string][]);
let last = [...texts.keys()].at(-1) ?? 0;
const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (socket, request) => {
  const after = Number(new URLSearchParams(request.url.split("?")[1]).get("after") ?? 0);
  for (const [id, text] of texts) if (id > after) socket.send(JSON.stringify({ id, text }));
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") append(data);
  });
});

void shutdown.requested.then(() => {
  for (const socket of wss.clients) socket.close(1001, "going away");
});

function append(text: string) {
  texts.set(++last, text);
  texts.delete(last - 100);
  storage.set("texts", [...texts]);
  for (const socket of wss.clients) socket.send(JSON.stringify({ id: last, text }));
}

/** Keeps reconnecting, and resumes after the last message. */
export async function client(dial: Dial) {
  let lastId = 0;
  let limitMs = 1_000;
  while (true) {
    try {
      const socket = await dial(`/?after=${lastId}`);
      limitMs = 1_000;
      for await (const message of socket) {
        if (message.type === "text") lastId = JSON.parse(message.data).id;
      }
    } catch (error) {
      console.log("refused:", error);
    }
    await sleep(limitMs * (0.5 + Math.random() / 2));
    limitMs = Math.min(limitMs * 2, 30_000);
  }
}
