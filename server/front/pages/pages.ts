// Parts of the documents: the built page, highlighted code, cards, the reference, and the embed player.
import type { Config } from "../../config.ts";
import { loadReference } from "../../course/reference.ts";
import { BuiltPage } from "./built-page.ts";
import { Cards } from "./cards.ts";
import { EmbedPlayer } from "./embed.ts";
import { Highlighter } from "./highlighter.ts";

export type Pages = Awaited<ReturnType<typeof createPages>>;

export async function createPages({ webDir, embedDir }: Config) {
  const built = new BuiltPage(webDir);
  // A missing build is reported per request, not at start-up.
  await built.current().catch(() => null);
  const [highlighter, cards] = [new Highlighter(), new Cards()];
  return {
    built,
    player: new EmbedPlayer(embedDir),
    highlighter,
    cards,
    reference: loadReference(),
    async [Symbol.asyncDispose]() {
      await Promise.all([highlighter[Symbol.asyncDispose](), cards[Symbol.asyncDispose]()]);
    },
  };
}
