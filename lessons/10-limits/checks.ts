// Limits for unknown clients: where they come from, how much they send, and how often.
import { type CheckContext, type Client, check } from "ws101/checks";

const limitBytes = 16_384;

check("accepts its own pages, and programs without an origin", async ({ connect, origin: own }) => {
  const page = await connect();
  await page.expect.open({ because: "This is your own page." });
  page.send("from the page");
  await page.expect.text("from the page");
  const proxied = await connect({ headers: { origin: withOtherScheme(own) } });
  await proxied.expect.open({ because: "This is your own page with the other scheme, as behind a proxy." });
  proxied.send("through a proxy");
  await proxied.expect.text("through a proxy");
  const program = await connect({ headers: { origin: null } });
  await program.expect.open({ because: "This client has no origin: it is not a browser." });
  program.send("from a program");
  await program.expect.text("from a program");
});

check("refuses every other origin with 403", async ({ connect, origin: own }) => {
  const { protocol, hostname, host } = new URL(own);
  await refused(connect, "https://evil.example", "This is the page of another site.");
  await refused(connect, "null", "This is the page of another site, in a sandboxed frame.");
  for (const origin of [
    `${own}.evil.example`,
    `https://evil-${host}`,
    `https://evil.example/${host}`,
    `${protocol}//${hostname}:1`,
  ]) {
    await refused(connect, origin, `${origin} looks similar, but is a different origin.`);
  }
});

check("echoes a message of 16 KiB", async ({ connect }) => {
  const a = await connect();
  const text = "é".repeat(limitBytes / 2);
  a.send(text);
  await a.expect.text(text);
  const bytes = new Uint8Array(limitBytes).fill(0xff);
  a.send(bytes);
  await a.expect.binary(bytes);
});

check("closes with 1009 when a message is longer", async ({ connect }) => {
  const a = await connect();
  a.send("x".repeat(limitBytes + 1));
  await a.expect.close(1009);
  const b = await connect();
  b.send(new Uint8Array(limitBytes + 1));
  await b.expect.close(1009);
  const c = await connect();
  c.send("é".repeat(limitBytes / 2 + 1));
  await c.expect.close(1009, { because: "It has half as many characters as bytes." });
});

check("allows ten messages a second", async ({ connect, clock }) => {
  const a = await connect();
  await exchange(a, 10, "Ten messages in the first second are allowed.");
  for (const second of ["second", "third", "fourth"]) {
    await clock.advance({ ms: 1_100 });
    await exchange(a, 10, `This is a later second, the ${second}.`);
  }
  await clock.advance({ ms: 600 });
  for (let n = 1; n <= 24; n++) {
    await clock.advance({ ms: 500 });
    await exchange(a, 1, "A now sends two messages a second.");
  }
});

check("counts for each client separately", async ({ connect, clock }) => {
  const a = await connect();
  const b = await connect();
  await exchange(a, 9, "A has sent nine messages.");
  await exchange(b, 9, "B has sent nine messages, too.");
  await exchange(a, 1, "This is A's tenth message.");
  await exchange(b, 1, "This is B's tenth message.");
  await clock.advance({ ms: 1_100 });
  await exchange(a, 10, "A may send ten messages in the next second.");
  await exchange(b, 10, "B may send ten messages in the next second, too.");
});

check("closes with 1008 at the eleventh message in a second", async ({ connect, clock }) => {
  const a = await connect();
  for (let n = 1; n <= 11; n++) a.send(`message ${n}`);
  for (let n = 1; n <= 10; n++) await a.expect.text(`message ${n}`);
  await a.expect.close({ code: 1008, reason: /./ });
  const b = await connect();
  await exchange(b, 1, "The first message is allowed.");
  await clock.advance({ seconds: 2 });
  for (let n = 1; n <= 11; n++) b.send(Uint8Array.of(n));
  for (let n = 1; n <= 10; n++) await b.expect.binary(Uint8Array.of(n));
  await b.expect.close(1008, { because: "These were eleven binary messages in a second." });
  const c = await connect();
  await exchange(c, 10, "The first ten messages are allowed.");
  await clock.advance({ ms: 999 });
  for (let n = 11; n <= 20; n++) c.send(`message ${n}`);
  await c.expect.eventually.close(1008, { because: "These were twenty messages in 999 ms." });
});

function withOtherScheme(origin: string): string {
  const { protocol, host } = new URL(origin);
  return `${protocol === "https:" ? "http:" : "https:"}//${host}`;
}

async function refused(connect: CheckContext["connect"], origin: string, because: string) {
  const client = await connect({ headers: { origin } });
  await client.expect.refused(403, { because });
}

async function exchange(client: Client, count: number, because: string) {
  for (let n = 1; n <= count; n++) client.send(`message ${n}`);
  for (let n = 1; n <= count; n++) await client.expect.text(`message ${n}`, { because });
}
