// JavaScript that a route sends to a browser with an empty cache: raw and compressed bytes.
import type { BrowserContext } from "playwright-core";

export interface Shipped {
  readonly raw: number;
  readonly sent: number;
}

/** Resolves once no request has started for a while. */
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

/** Resolves once nothing has started for a while. */
class Calm {
  readonly #done = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  readonly come = this.#done.promise;

  begin(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#done.resolve, calmMs);
  }
}

/** Requests it again as the browser does: a page cannot read the size of what a worker loads. */
async function weigh(address: string): Promise<Shipped> {
  const response = await fetch(address, { headers: { "accept-encoding": "gzip, deflate, br" } });
  const raw = (await response.arrayBuffer()).byteLength;
  return { raw, sent: Number(response.headers.get("content-length") ?? raw) };
}
