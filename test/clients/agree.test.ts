// Clients that nobody here wrote talk to a learner's room, in both styles, and see what the standard says they must.
import { execFile, execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { styles } from "../../server/protocol/lesson.ts";
import { Learner } from "../bench/learner.ts";
import { type Server, startServer } from "../bench/server.ts";
import { isProgram } from "../e2e/browser.ts";
import { assertAgrees, bytes, messageBytes, words } from "./conversation.ts";
import { handlers } from "./handlers.ts";
import { converse as converseOnTheWeb } from "./web-conversation.ts";
import { converse as converseWithWs } from "./ws-conversation.ts";

const timeout = 60_000;
const said = { words, bytes: [...bytes], messageBytes };
const asPage = { pings: false, fragments: false };
const asLibrary = { pings: true, fragments: true };
const python = "/usr/bin/python3";
const chromiumPath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

let server: Server;
before(async () => {
  server = await startServer({ env: { SPARES: "none" } });
});
after(() => server[Symbol.asyncDispose]());

for (const style of styles) {
  /** A room of its own for each client: `last` is its handler's own memory. */
  const room = async () => {
    using learner = await Learner.arrive(server.url);
    return (await learner.save("echo", handlers[style], style)).url;
  };

  test(`UP50 npm's ws agrees with a room (${style})`, { timeout }, async () => {
    assertAgrees(await converseWithWs(await room()), asLibrary);
  });

  test(`UP51 Node's own WebSocket agrees with a room (${style})`, { timeout }, async () => {
    assertAgrees(await converseOnTheWeb({ url: await room(), ...said }), asPage);
  });

  test(`UP50 Python's websockets agrees with a room (${style})`, { timeout, skip: pythonMissing() }, async () => {
    const script = fileURLToPath(new URL("./conversation.py", import.meta.url));
    const { stdout } = await promisify(execFile)(python, [script, await room(), JSON.stringify(said)], { timeout });
    assertAgrees(JSON.parse(stdout), asLibrary);
  });

  test(`UP51 a page in Chromium agrees with a room (${style})`, { timeout, skip: chromiumMissing() }, async () => {
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    try {
      assertAgrees(await converseInPage(browser, await room()), asPage);
    } finally {
      await browser.close();
    }
  });
}

/** From a page of the server itself: another origin is refused. */
async function converseInPage(browser: Browser, url: string): Promise<unknown> {
  const page = await browser.newPage();
  await page.goto(new URL("/healthz", server.url).href);
  return page.evaluate(`(${converseOnTheWeb})(${JSON.stringify({ url, ...said })})`);
}

function pythonMissing(): string | false {
  if (!isProgram(python)) return `${python} is not there`;
  try {
    execFileSync(python, ["-c", "import websockets"], { stdio: "ignore" });
    return false;
  } catch {
    return "Python has no websockets: install Debian's python3-websockets";
  }
}

function chromiumMissing(): string | false {
  return isProgram(chromiumPath) ? false : `${chromiumPath} is not there: install Chromium or set CHROMIUM_PATH`;
}
