// Keys that the server verifies without storing them, each of which permits one thing; and those of previews: one opens the
// document of a client page, another admits the sockets of that document, which has no origin of its own, to one room.
import { createHmac, timingSafeEqual } from "node:crypto";

export interface Preview {
  /** Whose client page it shows: a draft's or a snippet's. */
  readonly kind: "draft" | "snippet";
  readonly id: string;
  /** The room to which the page may connect. */
  readonly room: string;
}

export class Previews {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The path of the preview's document. It needs no cookie: a frame without an origin has none. */
  pathOf(preview: Preview): string {
    return `/preview/${preview.kind}/${preview.id}/${this.#documentKey(preview)}?room=${preview.room}`;
  }

  isDocumentKey(preview: Preview, key: string): boolean {
    return isKey(key, this.#documentKey(preview));
  }

  /** For the address of the room's sockets. */
  socketKeyOf(room: string): string {
    return this.#sign(`socket:${room}`);
  }

  isSocketKey(room: string, key: string): boolean {
    return isKey(key, this.socketKeyOf(room));
  }

  #documentKey({ kind, id, room }: Preview): string {
    return this.#sign(`document:${kind}:${id}:${room}`);
  }

  #sign(what: string): string {
    return keyFor(this.#secret, `preview ${what}`);
  }
}

/** 132 bits, safe in an address. `purpose` names the one thing. */
export function keyFor(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(purpose).digest("base64url").slice(0, 22);
}

/** Takes as long whichever character is wrong. */
export function isKey(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
