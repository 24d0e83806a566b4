// A chat room in which everybody receives everything and a slow client delays nobody.
import { type CheckContext, check, fail, type Received } from "ws101/checks";

check("announces a new user to everybody", async ({ connect }) => {
  const a = await connect();
  await a.expect.text("* a user joined", { because: "The newcomer sees it too." });
  const b = await connect();
  await a.expect.text("* a user joined", { because: "Clients that are already connected are told." });
  await b.expect.text("* a user joined", { because: "The newcomer sees it too." });
  await a.expect.nothing({ ms: 100 });
  await b.expect.nothing({ ms: 100 });
});

check("sends each text to everybody, including the sender", async ({ connect }) => {
  const { a, b } = await joined(connect);
  a.send("hello");
  await b.expect.text("user: hello", { because: "The others receive it." });
  await a.expect.text("user: hello", { because: "The sender receives it too." });
  b.send("hi");
  await a.expect.text("user: hi", { because: "The others receive it." });
  await b.expect.text("user: hi", { because: "The sender receives it too." });
});

check("announces to the remaining clients when a user leaves", async ({ connect }) => {
  const { a, b } = await joined(connect);
  b.close(1000, "bye");
  await b.expect.close({ code: 1000 });
  await a.expect.text("* a user left");
  a.send("alone now");
  await a.expect.text("user: alone now");
});

check("does not wait for a slow client, and tells it what it missed", async ({ connect }) => {
  const { a, b } = await joined(connect);
  const padding = "x".repeat(60_000);
  a.pause();
  for (let number = 1; number <= messageCount; number++) {
    b.send(`${number} ${padding}`);
    await b.expect.text(`user: ${number} ${padding}`, {
      because: "A is not reading; B must not wait for it.",
      skipping,
    });
  }
  a.resume();
  const first = await a.received();
  b.send(`${messageCount + 1} is A back?`);
  requireTrueGaps([...first, ...(await a.received())]);
});

/** Together more than the 1 MiB that may be queued for one client. */
const messageCount = 28;

/** If A is closed on the way, that is reported at the end. */
const skipping = (message: Received) => message.kind === "text" && message.text === "* a user left";

async function joined(connect: CheckContext["connect"]) {
  const a = await connect();
  await a.expect.text("* a user joined");
  const b = await connect();
  await a.expect.text("* a user joined");
  await b.expect.text("* a user joined");
  return { a, b };
}

/** Each line must be the next message, or announce a gap with its true size. */
function requireTrueGaps(received: readonly Received[]) {
  let next = 1;
  for (const message of received) {
    if (message.kind === "close") fail(`A was closed with ${message.code}; it must stay, and miss messages instead.`);
    if (message.kind !== "text") continue;
    const missed = Number(/^\* you missed ([1-9]\d*) messages$/.exec(message.text)?.[1] ?? 0);
    const number = Number(/^user: (\d+) /.exec(message.text)?.[1] ?? 0);
    if (missed > 0) next += missed;
    else if (number === next) next += 1;
    else if (number > next)
      fail(
        `A missed messages: ${number} came instead of ${next}, without a correct "* you missed … messages" before it.`,
      );
    else fail(`A received ${JSON.stringify(message.text.slice(0, 60))} instead of message ${next}.`);
  }
  if (next !== messageCount + 2)
    fail(`A received or missed ${next - 1} messages in total, but ${messageCount + 1} were sent.`);
}
