// Preflight probes, run in order; later ones reuse what earlier ones found.
import type { PreflightInfo } from "../../server/protocol/http.ts";
import { limitTable } from "../../server/protocol/limits.ts";
import { whyNot } from "../net/api.ts";
import { getPreflight } from "../net/calls.ts";
import { type Outcome, type PreflightAction, type ProbeId, probeIds } from "./preflight.ts";

/** State shared by the probes of one run. */
export interface ProbeContext {
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  info: PreflightInfo | null;
  socket: ProbeSocket | null;
}

const holdS = 10;
const openMs = 8_000;
const answerMs = 5_000;

const good = (found: string): Outcome => ({ verdict: "good", found });
const skipped = (found: string): Outcome => ({ verdict: "skipped", found });

export const probes: Record<ProbeId, (context: ProbeContext) => Promise<Outcome> | Outcome> = {
  browser: () => {
    if (typeof WebSocket !== "function") return { verdict: "bad", found: "no WebSocket support", ...advice.browser };
    const old = oldBrowser(navigator.userAgent);
    return old === null ? good("supported") : { verdict: "warn", found: old, ...advice.browser };
  },

  storage: () => {
    try {
      const key = "ws101.preflight";
      window.localStorage.setItem(key, "1");
      window.localStorage.removeItem(key);
      return good("available");
    } catch (error) {
      return { verdict: "warn", found: `blocked: ${reasonText(error)}`, ...advice.storage };
    }
  },

  server: async (context) => {
    const began = performance.now();
    const answer = await getPreflight();
    if (!answer.ok) return { verdict: "bad", found: whyNot(answer), ...advice.server };
    context.info = answer.value;
    const { httpVersion, family } = answer.value;
    return good(`in ${since(began)}, over HTTP/${httpVersion}${family === "unknown" ? "" : ` and ${family}`}`);
  },

  scheme: ({ info }) => {
    const isSecure = window.location.protocol === "https:";
    if (info === null) return skipped("not reported by the server");
    if (isSecure && info.protocol === "http") {
      return { verdict: "bad", found: "the page uses https, the server sees http", ...advice.scheme };
    }
    return good(isSecure ? "both use TLS: https and wss" : "neither uses TLS: http and ws");
  },

  open: async (context) => {
    const began = performance.now();
    try {
      context.socket = await ProbeSocket.open(socketAddress(), openMs, context.signal);
      // A socket over the limit is accepted and then closed with the reason; a reply proves that this one stays open.
      await context.socket.request("hello", answerMs);
      return good(`in ${since(began)}`);
    } catch (error) {
      const found = reasonText(error);
      return { verdict: "bad", found, ...(/limit /.test(found) ? advice.busy : advice.open) };
    }
  },

  text: (context) => {
    const sent = "Grüße, 世界 👋 \u0000 end";
    return echo(context, sent, (answer) => answer === sent);
  },

  binary: (context) => {
    const sent = Uint8Array.from({ length: 256 }, (_, index) => index);
    return echo(context, sent, (answer) => isSame(answer, sent));
  },

  large: async (context) => {
    const sent = Uint8Array.from({ length: limitTable.messageBytes.value }, (_, index) => (index * 31) % 251);
    const outcome = await echo(context, sent, (answer) => isSame(answer, sent));
    return outcome.verdict === "bad" ? { ...outcome, verdict: "warn", ...advice.large } : outcome;
  },

  held: async (context) => {
    if (!context.socket?.isOpen) return skipped("no open socket");
    for (let second = 1; second <= holdS; second++) {
      context.progress(`${second} of ${holdS} s`);
      await pause(1_000, context.signal);
      if (!context.socket.isOpen) break;
    }
    const outcome = await echo(context, "still there?", (answer) => answer === "still there?");
    context.socket.close();
    if (outcome.verdict === "good") return good(`and replied ${outcome.found}`);
    return { ...outcome, verdict: "warn", ...advice.held };
  },

  proxies: ({ info }) => {
    if (info === null) return skipped("not reported by the server");
    if (info.forwarded.length === 0) return good("none detected");
    const names = info.forwarded.map(({ name }) => name).join(", ");
    if (info.trustedProxies > 0) return good(`${names}; trusted by the server: ${info.trustedProxies}`);
    return { verdict: "warn", found: `${names}, not trusted by the server`, ...advice.proxies };
  },
};

async function echo(
  { socket }: ProbeContext,
  sent: string | Uint8Array<ArrayBuffer>,
  isRight: (answer: string | ArrayBuffer) => boolean,
): Promise<Outcome> {
  if (socket === null) return skipped("no open socket");
  const began = performance.now();
  try {
    const answer = await socket.request(sent, answerMs);
    return isRight(answer)
      ? good(`in ${since(began)}`)
      : { verdict: "bad", found: "the reply differs from what was sent", ...advice.echo };
  } catch (error) {
    return { verdict: "bad", found: reasonText(error), ...advice.echo };
  }
}

function isSame(answer: string | ArrayBuffer, sent: Uint8Array): boolean {
  if (typeof answer === "string" || answer.byteLength !== sent.length) return false;
  const bytes = new Uint8Array(answer);
  return sent.every((byte, index) => bytes[index] === byte);
}

function socketAddress(): string {
  const url = new URL("/preflight/socket", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

function since(beganMs: number): string {
  return `${Math.max(1, Math.round(performance.now() - beganMs))} ms`;
}

/** Browsers report every failed handshake as 1006. */
function reasonText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text === "closed with 1006" ? "the handshake failed (browsers do not report why)" : text;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

export async function runPreflight(dispatch: (action: PreflightAction) => void, signal: AbortSignal): Promise<void> {
  const publish = (action: PreflightAction) => {
    if (!signal.aborted) dispatch(action);
  };
  const context: ProbeContext = {
    signal,
    progress: (text) => publish({ type: "progress", text }),
    info: null,
    socket: null,
  };
  publish({ type: "start", atMs: Date.now() });
  for (const probe of probeIds) {
    if (signal.aborted) break;
    publish({ type: "probe", probe });
    publish({ type: "outcome", probe, outcome: await outcomeOf(probe, context) });
  }
  context.socket?.close();
  publish({ type: "finish" });
}

/** An exception in a probe is a finding too. */
async function outcomeOf(probe: ProbeId, context: ProbeContext): Promise<Outcome> {
  try {
    return await probes[probe](context);
  } catch (error) {
    return { verdict: "bad", found: error instanceof Error ? error.message : String(error) };
  }
}

/** The oldest versions that support what the page uses: light-dark(), :has(), CSS nesting. */
const oldestSupported = [
  { name: "Firefox", shape: /\bFirefox\/(\d+)/, version: 123 },
  { name: "Chrome or Edge", shape: /\bChrome\/(\d+)/, version: 123 },
  { name: "Safari", shape: /\bVersion\/(\d+(?:\.\d+)?).*\bSafari\//, version: 17.5 },
] as const;

/** Describes an unsupported browser version; null when it is supported or unknown. */
export function oldBrowser(userAgent: string): string | null {
  for (const { name, shape, version } of oldestSupported) {
    const found = shape.exec(userAgent)?.[1];
    if (found === undefined) continue;
    return Number(found) < version ? `${name} ${found} is older than ${version}` : null;
  }
  return null;
}

export const advice = {
  browser: {
    learner: "Update this browser, or use a current Chrome, Edge, Firefox or Safari.",
  },
  storage: {
    learner: "Leave private browsing or allow this site to store data. Otherwise, unsent changes are lost on reload.",
  },
  server: {
    learner:
      "Check that the server is running, that the address is right and that you are on the same network. Then try again.",
    network:
      "Clients on this network must be able to reach the host and port over HTTP. Guest Wi-Fi often isolates clients: turn client isolation off.",
  },
  scheme: {
    learner: "Tell your instructor: this is a server setting.",
    network:
      "The page is loaded over https, but the server sees http. Set PUBLIC_URL to the public address, or TRUST_PROXY to the number of proxies in front of the server.",
  },
  open: {
    learner: "Turn off VPNs and content blockers for this site, or try another browser or a phone hotspot.",
    network:
      "Something in between answers the WebSocket handshake as a plain request. Forward the Upgrade and Connection headers (HTTP/1.1), exempt this host from TLS inspection, or serve it on another port.",
  },
  busy: {
    learner: "Too many preflight tests are running. Wait a minute and try again.",
  },
  echo: {
    learner: "Try another network or browser, and send this report to your instructor.",
    network: "Frames are modified or dropped in transit. Exempt this host from content inspection.",
  },
  large: {
    learner: "Small messages work, but a few lessons send large ones.",
    network: "A proxy limits or buffers WebSocket frames. Raise its limit to at least 64 KB.",
  },
  held: {
    learner: "The page will reconnect often but loses nothing you type. A phone hotspot may help.",
    network:
      "Idle connections are closed within seconds. Raise the idle timeout for upgraded connections to at least 60 s.",
  },
  proxies: {
    network:
      "Requests pass through a proxy the server does not trust, so all learners appear to share one address. Set TRUST_PROXY to the number of proxies.",
  },
} as const satisfies Record<string, { readonly learner?: string; readonly network?: string }>;

class ProbeSocket {
  readonly #socket: WebSocket;
  #closeReason = "not open";

  private constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("close", ({ code, reason }) => {
      this.#closeReason = reason === "" ? `closed with ${code}` : `closed with ${code}: ${reason}`;
    });
  }

  /** Rejects when the socket does not open in time. */
  static async open(url: string, withinMs: number, signal: AbortSignal): Promise<ProbeSocket> {
    const probe = new ProbeSocket(url);
    signal.addEventListener("abort", () => probe.close());
    try {
      await probe.#next("open", withinMs, "response");
      return probe;
    } catch (error) {
      probe.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends a message and resolves to the next one received; rejects on timeout or close. */
  async request(data: string | Uint8Array<ArrayBuffer>, withinMs: number): Promise<string | ArrayBuffer> {
    if (!this.isOpen) throw new Error(this.#closeReason);
    this.#socket.send(data);
    const { data: answer } = await this.#next("message", withinMs, "reply");
    return answer;
  }

  close(): void {
    this.#socket.close();
  }

  #next<T extends "open" | "message">(type: T, withinMs: number, what: string): Promise<WebSocketEventMap[T]> {
    const done = new AbortController();
    const { signal } = done;
    const next = new Promise<WebSocketEventMap[T]>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} within ${withinMs / 1_000} s`)), withinMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
      this.#socket.addEventListener(type, resolve, { signal });
      this.#socket.addEventListener("close", () => reject(new Error(this.#closeReason)), { signal });
    });
    return next.finally(() => done.abort());
  }
}
