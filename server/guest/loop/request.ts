// The upgrade request as the loop style shows it.
import type { RequestInfo } from "../../protocol/guest.ts";
import { named } from "../names.ts";
import { URLSearchParams } from "../node/url.ts";

export class Request {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly remoteAddress: string;
  #query: URLSearchParams | null = null;

  constructor(info: RequestInfo) {
    const mark = info.url.indexOf("?");
    this.url = info.url;
    this.path = mark === -1 ? info.url : info.url.slice(0, mark);
    this.headers = info.headers;
    this.protocols = info.protocols;
    this.remoteAddress = info.remoteAddress;
  }

  /** Parsed when first asked for: most handlers never do. */
  get query(): URLSearchParams {
    const mark = this.url.indexOf("?");
    this.#query ??= new URLSearchParams(mark === -1 ? "" : this.url.slice(mark + 1));
    return this.#query;
  }
}

named(Request, "UpgradeRequest");
