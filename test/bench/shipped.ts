// What JavaScript an address costs a browser that has nothing yet: in bytes as they run, and as they came over the wire.
import type { BrowserContext } from "playwright-core";

export interface Shipped {
  readonly raw: number;
  readonly sent: number;
}

/** Until nothing more was asked for in a while. */
export async function shipped(context: BrowserContext, address: string): Promise<Shipped> {
  const scripts = new Set<string>();
  const calm = new Calm();
  context.on("response", (response) => {
    calm.begin();
    if (/\.js$/.test(new URL(response.url()).pathname)) scripts.add(response.url());
  });
  const page = await context.newPage();
  await page.goto(address);
  await calm.come;
  const sizes = await Promise.all([...scripts].map(weigh));
  return {
    raw: sizes.reduce((sum, { raw }) => sum + raw, 0),
    sent: sizes.reduce((sum, { sent }) => sum + sent, 0),
  };
}

const calmMs = 4_000;

/** Settles when nothing has begun for a while. */
class Calm {
  readonly #done = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  readonly come = this.#done.promise;

  begin(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#done.resolve, calmMs);
  }
}

/** Asked for once more, as the browser asks: what a worker loads has no size that a page could read. */
async function weigh(address: string): Promise<Shipped> {
  const response = await fetch(address, { headers: { "accept-encoding": "gzip, deflate, br" } });
  const raw = (await response.arrayBuffer()).byteLength;
  return { raw, sent: Number(response.headers.get("content-length") ?? raw) };
}
