// A typed protocol that replies by type, survives invalid messages, and closes with a reason.
import { type Client, check } from "ws101/checks";

check("replies to chat with echo", async ({ connect }) => {
  const a = await connect();
  a.send('{"type":"chat","text":"hello"}');
  await a.expect.json({ type: "echo", text: "hello" });
  a.send('{ "text": "\\"ping\\" 👋", "type": "chat" }');
  await a.expect.json({ type: "echo", text: '"ping" 👋' });
});

check("replies to ping with pong", async ({ connect }) => {
  const a = await connect();
  a.send('{"type":"ping"}');
  await a.expect.json({ type: "pong" });
});

check("replies to invalid JSON with an error, and stays open", async ({ connect }) => {
  const a = await connect();
  for (const text of ["hello", '{"type":"chat"', ""]) {
    a.send(text);
    await expectError(a, text);
  }
  a.send('{"type":"ping"}');
  await a.expect.json({ type: "pong" });
});

check("replies to an invalid message with an error, and stays open", async ({ connect }) => {
  const a = await connect();
  for (const text of invalidMessages) {
    a.send(text);
    await expectError(a, text);
  }
  a.send('{"type":"ping"}');
  await a.expect.json({ type: "pong" });
});

check("closes with 1000 and a reason after bye", async ({ connect }) => {
  const a = await connect();
  a.send('{"type":"ping"}');
  a.send('{"type":"bye"}');
  await a.expect.json({ type: "pong" });
  await a.expect.close({ code: 1000, reason: "bye" });
});

const invalidMessages = [
  '{"type":"dance"}',
  '{"type":"chat"}',
  '{"type":"chat","text":7}',
  '{"type":"constructor"}',
  '{"text":"hello"}',
  "null",
  "42",
  '["chat"]',
];

function expectError(client: Client, text: string): Promise<void> {
  return client.expect.json(isError, {
    because: `Reply to ${text === "" ? "an empty text" : text} with {"type":"error","message":"…"}.`,
  });
}

function isError(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("type" in value) || !("message" in value)) return false;
  return value.type === "error" && typeof value.message === "string" && value.message !== "";
}
