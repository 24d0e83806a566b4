// The built script and styles of framed walkthroughs, read again after a build.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { HttpProblem } from "../http/problem.ts";

export interface PlayerBuild {
  readonly css: string;
  readonly script: string;
  /** With a hash of the content in its name. */
  readonly path: string;
}

export class EmbedPlayer {
  readonly #dir: string;
  #modifiedMs = 0;
  #build: PlayerBuild | null = null;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Throws a 503 while the player is not built. */
  get current(): PlayerBuild {
    const file = statSync(join(this.#dir, "player.js"), { throwIfNoEntry: false });
    if (!file) throw new HttpProblem(503, "The player is not built. Run `npm start`.");
    if (this.#build === null || this.#modifiedMs !== file.mtimeMs) this.#build = readBuild(this.#dir);
    this.#modifiedMs = file.mtimeMs;
    return this.#build;
  }
}

function readBuild(dir: string): PlayerBuild {
  const script = readFileSync(join(dir, "player.js"), "utf8");
  const css = readFileSync(join(dir, "player.css"), "utf8").replace(/\/\*[^*]*\*\/\s*$/, "");
  const hash = createHash("sha256").update(script).digest("base64url").slice(0, 10);
  return { css, script, path: `/embed/player-${hash}.js` };
}
