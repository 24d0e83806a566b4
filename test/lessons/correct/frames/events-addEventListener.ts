import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 3000 });

wss.on("connection", (ws) => {
  ws.addEventListener("message", ({ data }) => {
    if (typeof data !== "string") return ws.close(1003, "text only");
    const code = codeIn(data);
    if (code === null) ws.send(`text of length ${Buffer.byteLength(data)}`);
    if (code !== null && maySend(code)) ws.close(code);
    else if (code !== null) ws.send(`cannot send ${code}`);
  });
  ws.on("ping", (data) => ws.send(`ping of length ${data.length}`));
  ws.on("pong", (data) => ws.send(`pong of length ${data.length}`));
});

function codeIn(text: string): number | null {
  const digits = /^close (\d+)$/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

function maySend(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
