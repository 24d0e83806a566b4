// The thread that paints cards: fonts and the two engines are loaded once, and a picture takes tens of milliseconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import satori from "satori";
import type { Card } from "./card.ts";
import { height, layout, width } from "./layout.ts";

export interface PaintCall {
  readonly id: number;
  readonly card: Card;
}

export type PaintReply =
  | { readonly id: number; readonly png: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly trouble: string };

const { resolve } = createRequire(import.meta.url);
const scripts = ["latin", "latin-ext", "greek", "cyrillic"];
const weights = [400, 600] as const;
const fonts = scripts.flatMap((script) =>
  weights.map((weight) => {
    const data = readFileSync(resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.woff`));
    return { name: `Inter ${script}`, data, weight, style: "normal" as const };
  }),
);
const family = scripts.map((script) => `Inter ${script}`).join(", ");
const engine = initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));

parentPort?.on("message", (call: PaintCall) => {
  void answer(call).then((reply) => parentPort?.postMessage(reply));
});

async function answer({ id, card }: PaintCall): Promise<PaintReply> {
  try {
    return { id, png: await paint(card) };
  } catch (error) {
    return { id, trouble: error instanceof Error ? error.message : String(error) };
  }
}

/** Satori turns letters into outlines, so that resvg needs no fonts. */
async function paint(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  await engine;
  const svg = await satori(layout(card, family), { width, height, fonts });
  const drawing = new Resvg(svg, { fitTo: { mode: "original" }, font: { loadSystemFonts: false } });
  const image = drawing.render();
  const png = Uint8Array.from(image.asPng());
  image.free();
  drawing.free();
  return png;
}
