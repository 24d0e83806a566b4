import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { ManagedProcess, ProcessLost } from "../../server/processes/managed-process.ts";
import { type Spares, Supervisor } from "../../server/processes/supervisor.ts";
import { within } from "../host/support/deadline.ts";
import { isAlive, until } from "./alive.ts";

const schema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("echo"), id: z.number(), text: z.string() }),
]);
type FromEcho = z.infer<typeof schema>;

class EchoProcess extends ManagedProcess<FromEcho, object> {
  constructor(program: string) {
    super({ name: "The echo", program, flags: [], schema });
    this.watch({ silentMs: 1_000 });
  }

  async echo(text: string): Promise<string> {
    return (await this.call("echo", (id) => ({ type: "echo", id, text }), { ms: 10_000 })).text;
  }

  protected override receive(message: FromEcho): void {
    if (message.type === "echo") this.resolveCall(message.id, message);
  }
}

/** Supervises one process that runs `source`. */
async function supervise(source: string, spares: Spares) {
  const folder = await mkdtemp(join(tmpdir(), "ws101-processes-"));
  const program = join(folder, "main.mjs");
  await writeFile(program, source);
  const supervisor = new Supervisor({
    name: "The echo",
    count: 1,
    spares,
    create: () => new EchoProcess(program),
  });
  return {
    supervisor,
    async [Symbol.asyncDispose]() {
      await supervisor[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const echo = `process.on("message", (message) => {
  if (message.text === "hang") for (;;);
  if (message.text === "lie") return process.send({ type: "unheard of" });
  process.send(message);
});
process.on("disconnect", () => process.exit());
process.send({ type: "ready" });`;

test("CO11 a spare replaces a lost process immediately, and is itself replaced", async () => {
  await using own = await supervise(echo, "eager");
  await own.supervisor.ready();
  for (let round = 1; round <= 3; round++) {
    await until(() => own.supervisor.spare !== null, "there is a spare");
    const [process] = own.supervisor.active;
    const { spare } = own.supervisor;
    assert.ok(process && spare);
    assert.equal(await process.echo(`round ${round}`), `round ${round}`);
    await process.kill("the test is over");
    assert.deepEqual(own.supervisor.active, [spare]);
    assert.ok(!isAlive(process.pid ?? 0));
  }
});

test("CO11 a call that comes while a process is being lost goes to the spare", async () => {
  await using own = await supervise(echo, "eager");
  await own.supervisor.ready();
  await until(() => own.supervisor.spare !== null, "there is a spare");
  const [process] = own.supervisor.active;
  const { spare } = own.supervisor;
  const killed = process?.kill("the test is over");
  assert.equal(await within(own.supervisor.acquire(), "the spare did not come", 10_000), spare);
  await killed;
});

test("CO11 without spares, processes start when they are first needed, and a lost one is replaced", async () => {
  await using own = await supervise(echo, "none");
  assert.deepEqual(own.supervisor.active, []);
  const first = await own.supervisor.acquire();
  assert.equal(await first.echo("one"), "one");
  assert.equal(own.supervisor.spare, null);
  await first.kill("the test is over");
  const second = await own.supervisor.acquire();
  assert.notEqual(second, first);
  assert.equal(await second.echo("two"), "two");
});

test("CO11 a process that hangs or sends an unknown message is killed, and its calls are rejected", async () => {
  await using own = await supervise(echo, "none");
  for (const [text, reason] of [
    ["hang", /did not respond for 1000 ms/],
    ["lie", /unknown message/],
  ] as const) {
    const process = await own.supervisor.acquire();
    const lost = await process.echo(text).catch((error: unknown) => error);
    assert.ok(lost instanceof ProcessLost);
    assert.equal(lost.end.how, "killed");
    assert.match(lost.message, reason);
    assert.ok(!isAlive(process.pid ?? 0));
  }
});

test("CO11 a process that cannot start is reported in its own words, and started again later", async () => {
  await using own = await supervise(`console.error("Error: no engine here"); process.exit(1);`, "none");
  for (let round = 1; round <= 2; round++) {
    await assert.rejects(own.supervisor.acquire(), /The echo does not start: .*no engine here/);
  }
});
