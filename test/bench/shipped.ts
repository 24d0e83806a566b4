// What JavaScript an address costs a browser that has nothing yet: in bytes as they run, and as they came over the wire.
import type { BrowserContext, Response } from "playwright-core";

export interface Shipped {
  readonly raw: number;
  readonly sent: number;
}

/** Until nothing more is asked for: half a second without a request. */
export async function shipped(context: BrowserContext, address: string): Promise<Shipped> {
  const scripts: Response[] = [];
  context.on("response", (response) => {
    if (/\.js$/.test(new URL(response.url()).pathname)) scripts.push(response);
  });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "networkidle" });
  const addresses = [...new Set(scripts.map((response) => response.url()))];
  const sizes = await Promise.all(addresses.map(weigh));
  return {
    raw: sizes.reduce((sum, { raw }) => sum + raw, 0),
    sent: sizes.reduce((sum, { sent }) => sum + sent, 0),
  };
}

/** Asked for once more, as the browser asks: what a worker loads has no size that a page could read. */
async function weigh(address: string): Promise<Shipped> {
  const response = await fetch(address, { headers: { "accept-encoding": "gzip, deflate, br" } });
  const raw = (await response.arrayBuffer()).byteLength;
  return { raw, sent: Number(response.headers.get("content-length") ?? raw) };
}
