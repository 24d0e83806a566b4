// What documents are made of: the built page, highlighted code, cards, and the embed player.
import type { Config } from "../../config.ts";
import { BuiltPage } from "./built-page.ts";
import { Cards } from "./cards/cards.ts";
import { EmbedPlayer } from "./embed-player.ts";
import { Highlighter } from "./highlighter.ts";

export interface Pages extends AsyncDisposable {
  readonly built: BuiltPage;
  readonly player: EmbedPlayer;
  readonly highlighter: Highlighter;
  readonly cards: Cards;
}

export async function createPages({ webDir, embedDir }: Config): Promise<Pages> {
  const built = new BuiltPage(webDir);
  // A missing build is reported per request, not at start-up.
  await built.current().catch(() => null);
  const [highlighter, cards] = [new Highlighter(), new Cards()];
  return {
    built,
    player: new EmbedPlayer(embedDir),
    highlighter,
    cards,
    async [Symbol.asyncDispose]() {
      await Promise.all([highlighter[Symbol.asyncDispose](), cards[Symbol.asyncDispose]()]);
    },
  };
}
