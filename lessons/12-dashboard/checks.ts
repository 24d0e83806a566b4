// A dashboard: commands and pushes on one socket, a heartbeat, and viewers that read slowly.
import { type Client, check, fail } from "ws101/checks";

/** What is due has arrived already; waiting for it would move the clock. */
const now = { within: 0 };

check("replies to subscribe with the current value", async ({ connect }) => {
  const a = await connect();
  a.send({ type: "subscribe", sensor: "temperature" });
  await a.expect.json(valueMessage("temperature", 20), { because: "This is the value at the start." });
  a.send({ type: "subscribe", sensor: "door" });
  await a.expect.json(valueMessage("door", "closed"), { because: "A viewer may subscribe to several sensors." });
});

check("replies to a bad command with an error, and stays open", async ({ connect }) => {
  const a = await connect();
  for (const text of badCommands) {
    a.send(text);
    await a.expect.json(isError, { because: `Reply to ${text} with {"type":"error","message":"…"}.` });
  }
  a.send(new TextEncoder().encode('{"type":"dance"}'));
  await a.expect.nothing({ because: "Binary messages are ignored." });
  a.send({ type: "subscribe", sensor: "temperature" });
  await a.expect.json(valueMessage("temperature", 20), { because: "No bad command has changed anything." });
});

check("pushes a change to the subscribers of that sensor", async ({ connect }) => {
  const [a, b, c] = [await connect(), await connect(), await connect()];
  await subscribe(a, "temperature", 20);
  await subscribe(b, "door", "closed");
  c.send({ type: "set", sensor: "temperature", value: 21 });
  await a.expect.json(valueMessage("temperature", 21), {
    within: 500,
    because: "A has subscribed to the temperature, and a change is pushed when it happens.",
  });
  await b.expect.nothing({ because: "B has not subscribed to the temperature." });
  await c.expect.nothing({ because: "C has subscribed to nothing." });
  a.send({ type: "set", sensor: "temperature", value: 0 });
  await a.expect.json(valueMessage("temperature", 0), {
    within: 500,
    because: "A set it, and has subscribed to it as well.",
  });
  await subscribe(c, "temperature", 0);
  await a.expect.nothing({ because: "C has subscribed, but nothing has changed." });
});

check("pushes nothing when a value stays the same", async ({ connect }) => {
  const [a, b] = [await connect(), await connect()];
  await subscribe(a, "door", "closed");
  b.send({ type: "set", sensor: "door", value: "closed" });
  await a.expect.nothing({ ms: 1_500, because: "The door was closed before." });
  b.send({ type: "set", sensor: "door", value: "open" });
  await a.expect.json(valueMessage("door", "open"), { because: "Now it has changed." });
  await a.expect.nothing({ ms: 1_500, because: "A has this value already." });
});

check("stops pushing after unsubscribe, and pushes once after subscribing twice", async ({ connect }) => {
  const [a, b] = [await connect(), await connect()];
  await subscribe(a, "temperature", 20);
  await subscribe(a, "temperature", 20);
  await subscribe(a, "door", "closed");
  b.send({ type: "set", sensor: "temperature", value: 21 });
  await a.expect.json(valueMessage("temperature", 21));
  await a.expect.nothing({ because: "A has subscribed to it twice, and it has changed once." });
  a.send({ type: "unsubscribe", sensor: "temperature" });
  await a.expect.nothing({ because: "Unsubscribing gets no reply." });
  b.send({ type: "set", sensor: "temperature", value: 22 });
  await a.expect.nothing({ because: "A has unsubscribed from the temperature." });
  b.send({ type: "set", sensor: "door", value: "open" });
  await a.expect.json(valueMessage("door", "open"), { because: "A is still subscribed to the door." });
});

check(
  "pings every 30 seconds, and ends the connection of a viewer that does not answer",
  async ({ connect, clock }) => {
    const [a, b] = [await connect(), await connect()];
    a.silent = true;
    await b.expect.nothing({ ms: 29_999, of: "pings", because: "The first ping is due after 30 seconds." });
    await clock.advance({ ms: 1 });
    await b.expect.ping(undefined, { ...now, because: "The first ping is due after 30 seconds." });
    await clock.advance({ seconds: 30 });
    await b.expect.ping(undefined, { ...now, because: "The second ping is due, and B has answered the first." });
    await a.expect.close({}, { because: "A has not answered the first ping." });
    await clock.advance({ seconds: 60 });
    await subscribe(b, "door", "closed");
  },
);

check("leaves nothing running for a viewer that has left", async ({ connect, clock }) => {
  // One interval for all viewers may be running. At every whole minute it is where it was at the start.
  const beforeMs = await clock.nextTimer();
  for (const value of [1, 2, 3]) {
    await clock.advance({ ms: 1_300 });
    const viewer = await connect();
    await subscribe(viewer, "door", "closed");
    viewer.send({ type: "set", sensor: "temperature", value });
    viewer.close(1000);
    await viewer.expect.close(1000);
  }
  await clock.advance({ ms: 60_000 - 3 * 1_300 });
  const afterMs = await clock.nextTimer();
  if (afterMs !== null && afterMs !== beforeMs)
    fail(`Three viewers have left, but a timer is still running (due in ${afterMs / 1_000} s).`);
});

check("leaves a slow viewer with the last value of each of its sensors", async ({ connect, clock }) => {
  const [a, b] = [await connect(), await connect()];
  for (const [sensor, value] of [
    ["camera", "no picture"],
    ["door", "closed"],
    ["temperature", 20],
  ] as const) {
    await subscribe(a, sensor, value);
  }
  await subscribe(b, "temperature", 20);
  a.pause();
  for (let number = 1; number <= 5; number++) b.send({ type: "set", sensor: "camera", value: pictureOf(number) });
  b.send({ type: "set", sensor: "door", value: "open" });
  for (let number = 6; number <= pictures; number++) {
    b.send({ type: "set", sensor: "camera", value: pictureOf(number) });
    b.send({ type: "set", sensor: "temperature", value: number + 20 });
    await b.expect.json(valueMessage("temperature", number + 20), {
      because: "A is not reading; B must not wait for it.",
    });
  }
  a.resume();
  await clock.advance({ seconds: 5 });
  await a.expect.open({ because: "A viewer that reads slowly stays connected." });
  await requireLast(a, { camera: pictureOf(pictures), temperature: pictures + 20, door: "open" });
  b.send({ type: "set", sensor: "door", value: "locked" });
  await a.expect.json(valueMessage("door", "locked"), { because: "A reads again." });
});

check("ends the connection of a viewer that has stopped reading", async ({ connect, clock }) => {
  const [a, b] = [await connect(), await connect()];
  await subscribe(a, "camera", "no picture");
  a.pause();
  for (let number = 1; number <= 10; number++) b.send({ type: "set", sensor: "camera", value: pictureOf(number) });
  // A reply that it does not read must not delay the deadline either.
  a.send({ type: "subscribe", sensor: "door" });
  await clock.advance({ seconds: 59 });
  const heldBytes = await a.held();
  await clock.advance({ seconds: 6 });
  // A close frame is held too, and a connection that was cut holds nothing.
  if ((await a.held()) === heldBytes)
    fail("A stopped reading more than a minute ago and has answered no ping, and its connection has not been closed.");
  await subscribe(b, "door", "closed");
});

/** Together more than the 1 MiB that may be queued for one viewer. */
const pictures = 48;

const badCommands = [
  "hello",
  "null",
  '{"type":"dance","sensor":"door"}',
  '{"type":"subscribe"}',
  '{"type":"subscribe","sensor":"pressure"}',
  '{"type":"subscribe","sensor":"constructor"}',
  '{"type":"set","sensor":"pressure","value":1013}',
  '{"type":"set","sensor":"temperature"}',
  '{"type":"set","sensor":"temperature","value":null}',
];

function valueMessage(sensor: string, value: number | string) {
  return { type: "value", sensor, value };
}

/** A picture of 30 KB. */
function pictureOf(number: number): string {
  return `${number} ${"x".repeat(30_000)}`;
}

async function subscribe(client: Client, sensor: string, value: number | string) {
  client.send({ type: "subscribe", sensor });
  await client.expect.json(valueMessage(sensor, value), { because: "A subscription begins with the current value." });
}

function isError(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("type" in value) || !("message" in value)) return false;
  return value.type === "error" && typeof value.message === "string" && value.message !== "";
}

/** The last value of each sensor must be the present one; of the pictures, some must have been dropped. */
async function requireLast(client: Client, expected: Readonly<Record<string, number | string>>) {
  const last = new Map<unknown, unknown>();
  let received = 0;
  for (const message of await client.received()) {
    if (message.kind !== "text") continue;
    const { sensor, value } = JSON.parse(message.text);
    last.set(sensor, value);
    if (sensor === "camera") received++;
  }
  if (received === pictures)
    fail(`A received all ${pictures} pictures of 30 KB that were sent while it was not reading: you kept them.`);
  for (const [sensor, value] of Object.entries(expected)) {
    if (last.get(sensor) === value) continue;
    const shown = last.has(sensor) ? `last received ${briefly(last.get(sensor))}` : "received no value";
    fail(`A is shown an old value of ${sensor}: it ${shown}, but the sensor has ${briefly(value)}.`);
  }
}

function briefly(value: unknown): string {
  return JSON.stringify(value).slice(0, 20);
}
