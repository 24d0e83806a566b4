// Shared snippets: how soon the page's program runs, what a frame weighs before a click, and what many frames cost the server.
import type { Browser, BrowserContext } from "playwright-core";
import { z } from "zod";
import { cpuMs, proportionalBytes } from "../../server/rehearsal/processes.ts";
import { startBrowser, withoutBrowser } from "../e2e/browser.ts";
import { Stranger, share } from "../front/shared-snippet.ts";
import { fanOut, sendToAll } from "./fan-out.ts";
import { type Row, spreadRows } from "./figures.ts";
import type { Server } from "./server.ts";

const visits = 15;
const visitors = 200;
const idleFrames = 2_000;
const warmFrames = 500;
const together = 20;
const mib = 1 << 20;

/** Speaks first, so that the page's client shows a frame as soon as it is connected, and echoes. */
const echo = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  await socket.send("welcome");
  for await (const message of socket) {
    if (message.type === "text") await socket.send("echo: " + message.data);
  }
}
`;

const timesSchema = z.object({ codeVisible: z.number(), firstFrame: z.number(), echoed: z.number() });
type Times = Readonly<z.infer<typeof timesSchema>>;

export async function* benchSnippet(server: Server, skipped: (why: string) => void): AsyncGenerator<Row> {
  if (withoutBrowser !== false) return skipped(withoutBrowser);
  const part = "snippet";
  await using browser = await startBrowser();
  const samples: Times[] = [];
  // The first visit warms up the server, which is not measured. Each is to a snippet that no one has seen.
  for (let visit = 0; visit <= visits; visit++) {
    const { id } = await share(server.url, { handler: `// ${visit}\n${echo}` });
    const times = await visitPage(browser, `${server.url}/p/${id}`);
    if (visit > 0) samples.push(times);
  }
  const of = (key: keyof Times) => samples.map((each) => each[key]);
  yield* spreadRows(part, "/p, cold: code visible", of("codeVisible"), { tail: "p95" });
  yield* spreadRows(part, "/p, cold: first frame received", of("firstFrame"), { tail: "p95" });
  yield* spreadRows(part, "/p, cold: first frame echoed", of("echoed"), { p50Bar: 600, tail: "p95" });
  const { id } = await share(server.url, { handler: echo, page: page() });
  const bytes = await weigh(browser, `${server.url}/embed/p/${id}`);
  yield { part, what: "/embed/p, cold: transferred before a click", value: bytes / 1_000, unit: "KB", bar: 40 };
}

/** Visits with an empty cache and no cookie; sends a message as soon as the client is connected. */
async function visitPage(browser: Browser, address: string): Promise<Times> {
  await using context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  await tab.addInitScript(watchRun);
  await tab.goto(address, { waitUntil: "commit" });
  const times = await tab.waitForFunction(() => {
    const [code, frame, echoed] = ["code", "frame", "echoed"].map((name) => performance.getEntriesByName(name)[0]);
    if (!code || !frame || !echoed) return null;
    return { codeVisible: code.startTime, firstFrame: frame.startTime, echoed: echoed.startTime };
  });
  return timesSchema.parse(await times.jsonValue());
}

/** Runs in the page before its own scripts. Times are since the navigation began. */
function watchRun(): void {
  const seen = new Set<string>();
  const mark = (name: string, is: boolean) => {
    if (is && !seen.has(name)) performance.mark(name);
    if (is) seen.add(name);
  };
  const look = () => {
    const text = document.querySelector(".run-frames")?.textContent ?? "";
    mark("code", document.querySelector(".snippet-handler pre .line") !== null);
    mark("frame", text.includes("welcome"));
    mark("echoed", text.includes("echo: hello"));
    const form = document.querySelector<HTMLFormElement>(".run-send");
    const field = form?.querySelector("input");
    const isOpen = document.querySelector<HTMLElement>(".snippet")?.dataset.phase === "running";
    if (form && field && isOpen && !seen.has("sent")) {
      seen.add("sent");
      field.value = "hello";
      form.requestSubmit();
    }
    if (!seen.has("echoed")) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Bytes on the wire, headers included, until nothing more is loaded. */
async function weigh(browser: Browser, address: string): Promise<number> {
  await using context: BrowserContext = await browser.newContext({ viewport: { width: 760, height: 520 } });
  const tab = await context.newPage();
  const sizes: Promise<number>[] = [];
  tab.on("requestfinished", (request) => {
    sizes.push(
      request.sizes().then(({ responseHeadersSize, responseBodySize }) => responseHeadersSize + responseBodySize),
    );
  });
  await tab.goto(address, { waitUntil: "networkidle" });
  await tab.locator(".run-start:enabled").waitFor();
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** A client page of usual size. */
function page(): string {
  const line = "<li>An element of a list, so that the page has a size.</li>\n";
  return `<!doctype html>\n<title>Client</title>\n<ul>\n${line.repeat(60)}</ul>\n<script>\nconst socket = new WebSocket(WS_URL);\n</script>\n`;
}

export async function* benchSharedRoom(server: Server): AsyncGenerator<Row> {
  const part = "shared-room";
  const { id } = await share(server.url, { handler: sendToAll });
  const before = { resident: resident(server), cpu: cpu(server), atMs: performance.now() };
  let grown = 0;
  let busy = 0;
  const join = async () => {
    using visitor = new Stranger(server.url);
    const { room, text } = await visitor.open(id, true);
    if (!room?.ok) throw new Error(text);
    return room.url;
  };
  const whileOpen = () => {
    grown = (resident(server) - before.resident) / mib;
    busy = (cpu(server) - before.cpu) / (performance.now() - before.atMs);
  };
  yield* fanOut({ part, clients: visitors, join, whileOpen });
  yield { part, what: `all processes: growth with ${visitors} visitors`, value: grown, unit: "MiB" };
  yield { part, what: "all processes: CPU, of one core", value: 100 * busy, unit: "%" };
}

export async function* benchIdleEmbeds(server: Server): AsyncGenerator<Row> {
  const part = "idle-embeds";
  const { id } = await share(server.url, { handler: echo, page: page() });
  using visitor = new Stranger(server.url);
  const load = async () => {
    const { status } = await visitor.call(`/embed/p/${id}?room=shared`, { headers: { "accept-encoding": "br" } });
    if (status !== 200) throw new Error(`a frame was answered with ${status}`);
  };
  for (let n = 0; n < warmFrames; n++) await load();
  const before = { resident: resident(server), cpu: cpu(server) };
  const took: number[] = [];
  for (let n = 0; n < idleFrames; n += together) {
    const frames = Array.from({ length: together }, async () => {
      const began = performance.now();
      await load();
      took.push(performance.now() - began);
    });
    await Promise.all(frames);
  }
  const used = cpu(server) - before.cpu;
  const grown = (resident(server) - before.resident) / mib;
  yield* spreadRows(part, `a frame's document, ${together} at a time`, took);
  yield { part, what: `CPU of a document, of ${idleFrames}`, value: used / idleFrames, unit: "ms" };
  yield { part, what: `all processes: growth after ${idleFrames} frames`, value: grown, unit: "MiB" };
  yield { part, what: "rooms that they opened", value: await metric(visitor, "ws101_rooms"), unit: "", bar: 0 };
  yield { part, what: "sockets that they opened", value: await metric(visitor, "ws101_sockets"), unit: "", bar: 0 };
}

async function metric(visitor: Stranger, name: string): Promise<number> {
  const { text } = await visitor.call("/metrics");
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length) ?? Number.NaN,
  );
}

function resident(server: Server): number {
  return server.allPids().reduce((sum, pid) => sum + proportionalBytes(pid), 0);
}

function cpu(server: Server): number {
  return server.allPids().reduce((sum, pid) => sum + cpuMs(pid), 0);
}
