// A chat room in which everybody receives everything and a slow client delays nobody.
import { type CheckContext, type Client, check, fail, type Received } from "ws101/checks";

check("announces a new user to everybody", async ({ connect }) => {
  const a = await connect();
  await a.expect.text("* a user joined", { because: "The newcomer sees it too." });
  const b = await connect();
  await a.expect.text("* a user joined", { because: "Clients that are already connected are told." });
  await b.expect.text("* a user joined", { because: "The newcomer sees it too." });
  await a.expect.nothing({ ms: 100, because: "Each user is announced once." });
  await b.expect.nothing({ ms: 100, because: "Each user is announced once." });
});

check("sends each text to everybody, including the sender", async ({ connect }) => {
  const { a, b } = await joined(connect);
  a.send("hello");
  await b.expect.text("user: hello", { because: "The others receive it." });
  await a.expect.text("user: hello", { because: "The sender receives it too." });
  await a.expect.nothing({ ms: 100, because: "Each text is sent once." });
  b.send("");
  await a.expect.text("user: ", { because: "The others receive it." });
  await b.expect.text("user: ", { because: "The sender receives it too." });
  await b.expect.nothing({ ms: 100, because: "Each text is sent once." });
});

check("ignores binary messages", async ({ connect }) => {
  const { a, b } = await joined(connect);
  a.send(Buffer.from("hello"));
  await b.expect.nothing({ because: "A binary message is for nobody." });
  a.ping();
  a.send("hi");
  await b.expect.text("user: hi", { because: "A is still connected." });
});

check("announces to the remaining clients when a user leaves", async ({ connect }) => {
  const { a, b } = await joined(connect);
  b.close(1000, "bye");
  await b.expect.close({ code: 1000 });
  await a.expect.text("* a user left", { because: "B has closed its socket." });
  const c = await connect();
  await a.expect.text("* a user joined", { because: "C has joined." });
  c.terminate();
  await a.expect.text("* a user left", { because: "The connection of C was lost." });
  a.send("alone now");
  await a.expect.text("user: alone now");
});

check("does not wait for a slow client, and keeps it", async ({ connect, clock }) => {
  const { a, b } = await joined(connect);
  const chat = new Chat(b);
  a.pause();
  await chat.say(130);
  const sent = Math.floor((await a.held()) / frameBytes);
  a.resume();
  await clock.advance({ seconds: 10 });
  await a.expect.open({ because: "A client that stops reading stays connected." });
  const received = (await a.received()).filter(isLine).length;
  if (received === chat.sent || received > sent + 100) {
    const how = `${sent} of them had been sent to it; ${received} came in the end: you kept ${received - sent}.`;
    fail(`${chat.sent} messages were sent while A was not reading. ${how}`);
  }
});

check("tells a slow client how many messages it missed", async ({ connect, clock }) => {
  const { a, b } = await joined(connect);
  const chat = new Chat(b);
  const readAgain = async () => {
    a.resume();
    await clock.advance({ seconds: 1 });
    await chat.say(2);
    await clock.advance({ seconds: 10 });
    await requireTrueGaps(a, chat);
  };
  a.pause();
  await chat.say(130);
  const mostBytes = await a.held();
  await readAgain();
  // One message more than is sent to A; then as many more as fill a channel of 16.
  for (const more of [0, 16]) {
    a.pause();
    await fill(a, chat, mostBytes);
    await chat.say(more);
    await readAgain();
  }
});

async function joined(connect: CheckContext["connect"]) {
  const a = await connect();
  await a.expect.text("* a user joined");
  const b = await connect();
  await a.expect.text("* a user joined");
  await b.expect.text("* a user joined");
  return { a, b };
}

/** Of one line to A: four lines arrive at the handler together, and 130 are more than the 1 MiB that may be queued. */
const frameBytes = 8_160;
const longFrameBytes = 4 * frameBytes;

/** Numbered messages, all from one client. */
class Chat {
  readonly #speaker: Client;
  /** Of the last message. */
  sent = 0;
  /** The next message that A has to receive or to miss. */
  next = 1;

  constructor(speaker: Client) {
    this.#speaker = speaker;
  }

  async say(count: number, bytes = frameBytes) {
    const lines = Array.from({ length: count }, () => `${++this.sent} `.padEnd(bytes - 10, "x"));
    for (const line of lines) this.#speaker.send(line);
    for (const line of lines) {
      await this.#speaker.expect.text(`user: ${line}`, {
        because: "A is not reading; B must not wait for it.",
        // If A is closed on the way, that is reported at the end.
        skipping: (message) => message.kind === "text" && message.text === "* a user left",
      });
    }
  }
}

/** Sends until nothing more is passed on to A, which is about `mostBytes`: first long messages, at the end short ones. */
async function fill(a: Client, chat: Chat, mostBytes: number) {
  while ((await a.held()) + 2 * longFrameBytes < mostBytes) await chat.say(1, longFrameBytes);
  for (let held = -1; held < (await a.held()); ) {
    held = await a.held();
    await chat.say(1);
  }
}

function isLine(message: Received): boolean {
  return message.kind === "text" && message.text.startsWith("user: ");
}

/** Each line must be the next message, or announce a gap with its true size. */
async function requireTrueGaps(a: Client, chat: Chat) {
  for (const message of await a.received()) {
    if (message.kind === "close") fail(`A was closed with ${message.code}; it must stay, and miss messages instead.`);
    if (message.kind !== "text") continue;
    const missed = Number(/^\* you missed (\d+) messages?$/.exec(message.text)?.[1] ?? 0);
    const number = Number(/^user: (\d+) /.exec(message.text)?.[1] ?? 0);
    if (missed > 0 && chat.next + missed <= chat.sent + 1) chat.next += missed;
    else if (missed > 0)
      fail(`A was told of ${missed} missed messages, but it had missed ${chat.sent - chat.next + 1}.`);
    else if (number === chat.next) chat.next += 1;
    else if (number > chat.next)
      fail(`${number} came after ${chat.next - 1}: A missed messages, and was not told of all of them before that.`);
    else if (number > 0)
      fail(`A received message ${number} although it had received it or been told that it missed it.`);
    else fail(`A received ${JSON.stringify(message.text.slice(0, 60))} instead of message ${chat.next}.`);
  }
  if (chat.next <= chat.sent)
    fail(`A neither received messages ${chat.next} to ${chat.sent} nor was told that it missed them.`);
}
