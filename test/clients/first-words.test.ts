// A client that speaks as soon as it may, again and again: its socket changes hands between two processes just then.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";
import { Learner } from "../bench/learner.ts";
import { startServer } from "../bench/server.ts";
import { handlers } from "./handlers.ts";

const learners = 5;
const visits = 40;
const answerMs = 10_000;

test("UP59 what a client says right after its handshake is never lost, however busy the server is", {
  timeout: 120_000,
}, async () => {
  await using server = await startServer({ env: { SPARES: "none" } });
  const talks = Array.from({ length: learners }, async (_, lane) => {
    using learner = await Learner.arrive(server.url);
    const saves = lane % 2 === 1;
    let { url } = await learner.save("echo", handlers.loop);
    for (let visit = 0; visit < visits; visit += 1) {
      // Saves between the visits keep the front and the host at work just when the next socket is handed over.
      if (saves && visit % 4 === 0) ({ url } = await learner.save("echo", `${handlers.loop}// ${visit}\n`));
      assert.equal(await firstWords(url, `visit ${visit}`), `visit ${visit}`);
    }
  });
  await Promise.all(talks);
});

async function firstWords(url: string, words: string): Promise<string> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const signal = AbortSignal.timeout(answerMs);
  try {
    socket.once("open", () => socket.send(words));
    const [answer] = await once(socket, "message", { signal });
    return String(answer);
  } finally {
    socket.terminate();
  }
}
