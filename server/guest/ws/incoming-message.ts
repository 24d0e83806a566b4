// The upgrade request in the shape of Node's http.IncomingMessage.
import { EventEmitter } from "events/events.js";
import type { RequestInfo } from "../../protocol/guest.ts";
import { named } from "../names.ts";

export class IncomingMessage extends EventEmitter {
  readonly method = "GET";
  readonly httpVersion = "1.1";
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly complete = true;
  readonly aborted = false;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rawHeaders: readonly string[];
  readonly socket: { readonly remoteAddress: string; readonly remoteFamily: string; readonly encrypted: boolean };

  constructor(info: RequestInfo) {
    super();
    this.url = info.url;
    this.headers = { ...info.headers };
    this.rawHeaders = Object.entries(info.headers).flat();
    const remoteFamily = info.remoteAddress.includes(":") ? "IPv6" : "IPv4";
    this.socket = { remoteAddress: info.remoteAddress, remoteFamily, encrypted: false };
  }

  get connection(): IncomingMessage["socket"] {
    return this.socket;
  }
}

named(IncomingMessage, "IncomingMessage");
