// Baseline for the echo benchmark: npm's `ws` alone, in its own process.
import { once } from "node:events";
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false, maxPayload: 64 << 10 });
server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
await once(server, "listening");
const address = server.address();
if (typeof address === "string" || address === null) throw new Error("no port");
process.once("disconnect", () => process.exit());
process.send?.({ url: `ws://127.0.0.1:${address.port}` });
