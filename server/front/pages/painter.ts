// The thread that paints cards: loads the fonts and both engines once, then paints a picture in tens of milliseconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import satori from "satori";
import { type Card, height, layout, width } from "./card.ts";

const { resolve } = createRequire(import.meta.url);
const scripts = ["latin", "latin-ext", "greek", "cyrillic"];
const weights = [400, 600] as const;
const families = ["inter", "source-code-pro"] as const;
const fonts = families.flatMap((family) =>
  scripts.flatMap((script) =>
    weights.map((weight) => {
      const data = readFileSync(resolve(`@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff`));
      return { name: `${family} ${script}`, data, weight, style: "normal" as const };
    }),
  ),
);
const familyOf = (name: (typeof families)[number]) => scripts.map((script) => `${name} ${script}`).join(", ");
const names = { text: familyOf("inter"), code: familyOf("source-code-pro") };
const engine = initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));

/** Satori converts letters to outlines, so resvg needs no fonts. */
export default async function paint(card: Card): Promise<Uint8Array<ArrayBuffer>> {
  await engine;
  const svg = await satori(layout(card, names), { width, height, fonts });
  const drawing = new Resvg(svg, { fitTo: { mode: "original" }, font: { loadSystemFonts: false } });
  const image = drawing.render();
  const png = Uint8Array.from(image.asPng());
  image.free();
  drawing.free();
  return png;
}
