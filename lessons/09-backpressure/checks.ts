// A slow reader: orders wait with the client that sends them, prices become old and are dropped.
import { type Client, check, fail, type Received } from "ws101/checks";

const mostBytes = 512 * 1024;
const mostWaiting = 32;
const orders = Array.from({ length: 400 }, (_, index) => `order ${index + 1} `.padEnd(2_000, "."));
const prices = Array.from({ length: 200 }, (_, index) => `price ${index + 1} `.padEnd(4_000, "."));
/** Each price has a frame of its own, whose header has four bytes. */
const priceFrameBytes = 4_004;

check("confirms each order to the client that sent it", async ({ connect }) => {
  const a = await connect();
  const b = await connect();
  a.send("order 1: ten apples");
  await a.expect.text("ok: order 1: ten apples");
  a.send(Buffer.from("order 2"));
  await a.expect.nothing({ ms: 100, because: "This was a binary message." });
  a.send("order 3");
  a.send("4");
  await a.expect.text("ok: order 3");
  await a.expect.text("ok: 4");
  const order = "priceless pears, at half price each";
  a.send(order);
  await a.expect.text(`ok: ${order}`, { because: "This is not a price." });
  await b.expect.nothing({ ms: 100, because: "These were A's orders." });
});

check("stops reading from a client that does not read", async ({ connect }) => {
  const a = await connect();
  const b = await connect();
  const sentBytes = await flood(a);
  const heldBytes = await a.held();
  const takenBytes = sentBytes - (await a.unread());
  if (heldBytes > mostBytes) fail(`${kib(heldBytes)} of confirmations are held for A, which does not read.`);
  if (takenBytes > mostBytes)
    fail(`The handler has taken ${kib(takenBytes)} of A's orders, and A has read no confirmation.`);
  b.send("order of B");
  await b.expect.text("ok: order of B", { because: "B reads, and need not wait for A." });
});

check("confirms every order once the client reads again", async ({ connect }) => {
  const a = await connect();
  await flood(a);
  a.resume();
  for (const order of orders) await a.expect.text(`ok: ${order}`, { because: "No order may be lost." });
  a.send("one more");
  await a.expect.text("ok: one more", { because: "A reads again." });
});

check("sends each price to every client", async ({ connect }) => {
  const a = await connect();
  const b = await connect();
  for (const price of ["price 99", "price 101"]) {
    b.send(price);
    await a.expect.text(price);
    await b.expect.text(price, { because: "B sent it, and is a client too." });
  }
  b.close(1000, "bye");
  await b.expect.close(1000);
  a.send("price 98");
  await a.expect.text("price 98", { because: "B has left." });
});

check("drops the oldest prices for a client that does not read", async ({ connect, clock }) => {
  const a = await connect();
  const b = await connect();
  a.pause();
  await publish(b);
  const heldBytes = await a.held();
  if (heldBytes > mostBytes) fail(`${kib(heldBytes)} of prices are held for A, which does not read.`);
  a.resume();
  await clock.advance({ seconds: 1 });
  requireNewest(await a.received(), heldBytes / priceFrameBytes);
  b.send("price 201");
  await a.expect.text("price 201", { because: "A reads again." });
});

/** Stops reading and sends all orders. Returns their bytes, frame headers included. */
async function flood(a: Client) {
  a.pause();
  for (const order of orders) a.send(order);
  await a.expect.open({ because: "A does not read, and may take its time." });
  return orders.reduce((bytes, order) => bytes + 8 + order.length, 0);
}

/** A few at a time, so that no client has a reason to miss any but its own slowness. */
async function publish(b: Client) {
  for (let at = 0; at < prices.length; at += 5) {
    const some = prices.slice(at, at + 5);
    for (const price of some) b.send(price);
    for (const price of some) await b.expect.text(price, { because: "B reads, and need not wait for A." });
  }
}

/** The first `onTheWay` messages had left the handler; what waited in it is the newest, in order. */
function requireNewest(received: readonly Received[], onTheWay: number) {
  const numbers = received.map(numberOf);
  const waited = numbers.length - onTheWay;
  if (waited > mostWaiting) fail(`${waited} prices waited for A in the handler, more than ${mostWaiting}.`);
  numbers.forEach((number, index) => {
    const before = numbers[index - 1] ?? 0;
    if (number <= before) fail(`A received price ${number} after price ${before}.`);
  });
  const last = numbers.at(-1) ?? 0;
  if (last !== prices.length) fail(`The last price that A received is ${last}, and the newest is ${prices.length}.`);
  const oldest = prices.length - mostWaiting + 1;
  if (numbers.at(-mostWaiting) !== oldest)
    fail(`A missed some of the newest ${mostWaiting} prices: those from ${oldest} to ${prices.length}.`);
}

function numberOf(message: Received): number {
  if (message.kind === "close") fail(`A was closed with ${message.code}; it must stay, and miss prices instead.`);
  return message.kind === "text" ? Number(message.text.split(" ")[1]) : 0;
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}
