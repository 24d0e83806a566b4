// What a chat room must do: everybody hears everybody, and the slowest holds up nobody.
import { type CheckContext, check, fail, type Received } from "ws101/checks";

check("tells everybody when a user joins", async ({ connect }) => {
  const a = await connect();
  await a.expect.text("* a user joined", { because: "Who joins is told of it too." });
  const b = await connect();
  await a.expect.text("* a user joined", { because: "Those who were there are told." });
  await b.expect.text("* a user joined", { because: "Who joins is told of it too." });
  await a.expect.nothing({ ms: 100 });
  await b.expect.nothing({ ms: 100 });
});

check("sends each text to everybody, the sender too", async ({ connect }) => {
  const { a, b } = await joined(connect);
  a.send("hello");
  await b.expect.text("user: hello", { because: "The others hear it." });
  await a.expect.text("user: hello", { because: "The sender hears it too." });
  b.send("hi");
  await a.expect.text("user: hi", { because: "The others hear it." });
  await b.expect.text("user: hi", { because: "The sender hears it too." });
});

check("tells those who stay when a user leaves", async ({ connect }) => {
  const { a, b } = await joined(connect);
  b.close(1000, "bye");
  await b.expect.close({ code: 1000 });
  await a.expect.text("* a user left");
  a.send("alone now");
  await a.expect.text("user: alone now");
});

check("waits for no slow client, and tells it what it missed", async ({ connect }) => {
  const { a, b } = await joined(connect);
  const padding = "x".repeat(60_000);
  a.pause();
  for (let number = 1; number <= spoken; number++) {
    b.send(`${number} ${padding}`);
    await b.expect.text(`user: ${number} ${padding}`, { because: "Nobody waits for A, who does not read.", skipping });
  }
  a.resume();
  const first = await a.received();
  b.send(`${spoken + 1} is A back?`);
  judge([...first, ...(await a.received())]);
});

/** So much that A's share passes every limit of what may wait for one client (1 MiB). */
const spoken = 28;

/** Should A be lost on the way, that is said at the end. */
const skipping = (message: Received) => message.kind === "text" && message.text === "* a user left";

async function joined(connect: CheckContext["connect"]) {
  const a = await connect();
  await a.expect.text("* a user joined");
  const b = await connect();
  await a.expect.text("* a user joined");
  await b.expect.text("* a user joined");
  return { a, b };
}

/** Each line must be the next one, but for gaps that are announced with their true size. */
function judge(came: readonly Received[]) {
  let next = 1;
  for (const message of came) {
    if (message.kind === "close") fail(`A was closed with ${message.code}; it must stay, and miss messages instead.`);
    if (message.kind !== "text") continue;
    const missed = Number(/^\* you missed (\d+) messages$/.exec(message.text)?.[1] ?? 0);
    const number = Number(/^user: (\d+) /.exec(message.text)?.[1]);
    if (missed > 0) next += missed;
    else if (number === next) next += 1;
    else fail(`A got message ${number} where message ${next} should be, without the true "* you missed … messages".`);
  }
  if (next !== spoken + 2) fail(`A got or missed ${next - 1} of ${spoken + 1} messages; the rest never came.`);
}
