// The thread that paints cards: loads the fonts and both engines once, then paints a picture in tens of milliseconds.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import satori from "satori";
import { type Card, height, layout, width } from "./card.ts";

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

/** Satori converts letters to outlines, so resvg needs no fonts. */
export default async function paint(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  await engine;
  const svg = await satori(layout(card, family), { width, height, fonts });
  const drawing = new Resvg(svg, { fitTo: { mode: "original" }, font: { loadSystemFonts: false } });
  const image = drawing.render();
  const png = Uint8Array.from(image.asPng());
  image.free();
  drawing.free();
  return png;
}
