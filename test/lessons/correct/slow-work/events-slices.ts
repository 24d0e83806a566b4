// No thread: the loop computes a little at a time.
import { WebSocketServer } from "ws";
import { sleep } from "ws101";

const tooMuch = 100_000;

new WebSocketServer({ port: 3000 }).on("connection", (socket) => {
  let cancelled = { yes: false };
  socket.on("close", () => {
    cancelled.yes = true;
  });
  socket.on("message", async (data, isBinary) => {
    if (isBinary) return;
    const text = data.toString();
    if (text === "cancel") {
      cancelled.yes = true;
      cancelled = { yes: false };
      socket.send("cancelled");
    } else if (text.startsWith("primes ")) {
      const mine = cancelled;
      const below = Number(text.slice(7));
      let count = 0;
      await sleep(1);
      for (let n = 2; n < below && below < tooMuch && !mine.yes; n++) {
        if (n % 500 === 0) await sleep(1);
        let isPrime = true;
        for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
        if (isPrime) count++;
      }
      if (!mine.yes) socket.send(below < tooMuch ? `${count} primes below ${below}` : `too much: ${below}`);
    } else socket.send(text);
  });
});
