// A typed protocol that replies by type, survives invalid messages, and closes with a reason.
import { type Client, check } from "ws101/checks";

check("replies to each chat with an echo", async ({ connect }) => {
  const a = await connect();
  a.send('{"type":"chat","text":"hello"}');
  await a.expect.json({ type: "echo", text: "hello" });
  await a.expect.nothing({ because: "A chat has one reply." });
  a.send('{ "text": "\\"ping\\" 👋", "type": "chat" }');
  await a.expect.json({ type: "echo", text: '"ping" 👋' }, { because: "This is the second chat." });
  const b = await connect();
  b.send('{"type":"chat","text":""}');
  await b.expect.json({ type: "echo", text: "" }, { because: "An empty text is a text, and B is a client like A." });
});

check("replies to each ping with a pong", async ({ connect }) => {
  const a = await connect();
  a.send('{"type":"ping"}');
  await a.expect.json({ type: "pong" });
  await a.expect.nothing({ because: "A ping has one reply." });
  a.send('{"type":"chat","text":"ping"}');
  await a.expect.json({ type: "echo", text: "ping" }, { because: "This is a chat; its text happens to be ping." });
  a.send('{"type":"ping"}');
  await a.expect.json({ type: "pong" }, { because: "This is the second ping." });
});

check("replies to invalid JSON with an error, and stays open", async ({ connect }) => {
  const a = await connect();
  for (const text of ["hello", '{"type":"chat"', ""]) {
    a.send(text);
    await expectError(a, text);
  }
  await expectPong(a);
});

check("replies to an invalid message with an error, and stays open", async ({ connect }) => {
  const a = await connect();
  for (const text of invalidMessages) {
    a.send(text);
    await expectError(a, text);
  }
  await expectPong(a);
});

check("ignores binary messages", async ({ connect }) => {
  const a = await connect();
  for (const bytes of [Buffer.from('{"type":"ping"}'), Buffer.from([0xff])]) {
    a.send(bytes);
    await a.expect.nothing({ because: "A binary message gets no reply." });
  }
  await expectPong(a);
});

check("closes with 1000 and the reason bye after bye", async ({ connect }) => {
  const a = await connect();
  a.send('{"type":"ping"}');
  a.send('{"type":"bye"}');
  await a.expect.json({ type: "pong" }, { because: "The ping came before the bye." });
  await a.expect.close({ code: 1000, reason: "bye" });
});

const invalidMessages = [
  '{"type":"dance"}',
  '{"type":"dance","text":"hello"}',
  '{"type":"chat"}',
  '{"type":"chat","text":7}',
  '{"type":"chat","text":null}',
  '{"type":["ping"]}',
  '{"type":"constructor"}',
  '{"text":"hello"}',
  "null",
  "42",
  '"ping"',
  '["chat"]',
];

async function expectError(client: Client, text: string) {
  await client.expect.json(isError, {
    because: `Reply to ${text === "" ? "an empty text" : text} with {"type":"error","message":"…"}.`,
  });
  await client.expect.nothing({ because: "A message has one reply, and the connection stays open." });
}

async function expectPong(client: Client) {
  client.send('{"type":"ping"}');
  await client.expect.json({ type: "pong" }, { because: "The connection continues as before." });
}

function isError(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("type" in value) || !("message" in value)) return false;
  return value.type === "error" && typeof value.message === "string" && value.message !== "";
}
