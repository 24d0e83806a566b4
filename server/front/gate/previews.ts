// Keys of previews: one opens the document of a client page, another admits the sockets of that document, which has no
// origin of its own, to one room.
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
    return isEqual(key, this.#documentKey(preview));
  }

  /** For the address of the room's sockets. */
  socketKeyOf(room: string): string {
    return this.#sign(`socket:${room}`);
  }

  isSocketKey(room: string, key: string): boolean {
    return isEqual(key, this.socketKeyOf(room));
  }

  #documentKey({ kind, id, room }: Preview): string {
    return this.#sign(`document:${kind}:${id}:${room}`);
  }

  /** 132 bits. */
  #sign(what: string): string {
    return createHmac("sha256", this.#secret).update(`preview ${what}`).digest("base64url").slice(0, 22);
  }
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
