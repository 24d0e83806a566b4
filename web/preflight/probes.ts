// The probes of the preflight, each a question with one outcome; later ones use what earlier ones found.
import type { PreflightInfo } from "../../server/protocol/http.ts";
import { limitTable } from "../../server/protocol/limits.ts";
import { whyNot } from "../net/api.ts";
import { getPreflight } from "../net/calls.ts";
import { advice } from "./advice.ts";
import { oldBrowser } from "./browser-version.ts";
import type { Outcome, ProbeId } from "./state.ts";
import { TrySocket } from "./try-socket.ts";

/** What the probes share, and where they leave what the next ones need. */
export interface Flight {
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  info: PreflightInfo | null;
  socket: TrySocket | null;
}

export const holdS = 10;
const openMs = 8_000;
const answerMs = 5_000;

const good = (found: string): Outcome => ({ verdict: "good", found });
const skipped = (found: string): Outcome => ({ verdict: "skipped", found });

export const probes: Record<ProbeId, (flight: Flight) => Promise<Outcome> | Outcome> = {
  browser: () => {
    if (typeof WebSocket !== "function") return { verdict: "bad", found: "it has no WebSocket", ...advice.browser };
    const old = oldBrowser(navigator.userAgent);
    return old === null ? good("it has WebSocket") : { verdict: "warn", found: old, ...advice.browser };
  },

  storage: () => {
    try {
      const key = "ws101.preflight";
      window.localStorage.setItem(key, "1");
      window.localStorage.removeItem(key);
      return good("it stores text");
    } catch (error) {
      return { verdict: "warn", found: `it refuses to: ${sentence(error)}`, ...advice.storage };
    }
  },

  server: async (flight) => {
    const began = performance.now();
    const answer = await getPreflight();
    if (!answer.ok) return { verdict: "bad", found: whyNot(answer), ...advice.server };
    flight.info = answer.value;
    const { httpVersion, family } = answer.value;
    return good(`in ${since(began)}, by HTTP/${httpVersion}${family === "unknown" ? "" : ` and ${family}`}`);
  },

  scheme: ({ info }) => {
    const isSecure = window.location.protocol === "https:";
    if (info === null) return skipped("the server did not say");
    if (isSecure && info.protocol === "http") {
      return { verdict: "bad", found: "https here, http as the server sees it", ...advice.scheme };
    }
    return good(isSecure ? "both with TLS: https and wss" : "both without TLS: http and ws");
  },

  open: async (flight) => {
    const began = performance.now();
    try {
      flight.socket = await TrySocket.open(socketAddress(), openMs, flight.signal);
      // One socket too many opens and is closed at once with the reason; an answer shows that this one stays.
      await flight.socket.ask("hello", answerMs);
      return good(`in ${since(began)}`);
    } catch (error) {
      const found = sentence(error);
      return { verdict: "bad", found, ...(/limit /.test(found) ? advice.busy : advice.open) };
    }
  },

  text: (flight) => {
    const sent = "Grüße, 世界 👋 \u0000 end";
    return echo(flight, sent, (answer) => answer === sent);
  },

  binary: (flight) => {
    const sent = Uint8Array.from({ length: 256 }, (_, index) => index);
    return echo(flight, sent, (answer) => isSame(answer, sent));
  },

  large: async (flight) => {
    const sent = Uint8Array.from({ length: limitTable.messageBytes.value }, (_, index) => (index * 31) % 251);
    const outcome = await echo(flight, sent, (answer) => isSame(answer, sent));
    return outcome.verdict === "bad" ? { ...outcome, verdict: "warn", ...advice.large } : outcome;
  },

  held: async (flight) => {
    if (!flight.socket?.isOpen) return skipped("there is no open socket");
    for (let second = 1; second <= holdS; second++) {
      flight.progress(`${second} of ${holdS} s`);
      await pause(1_000, flight.signal);
      if (!flight.socket.isOpen) break;
    }
    const outcome = await echo(flight, "still there?", (answer) => answer === "still there?");
    flight.socket.close();
    if (outcome.verdict === "good") return good(`and answers in ${outcome.found.replace(/^in /, "")}`);
    return { ...outcome, verdict: "warn", ...advice.held };
  },

  proxies: ({ info }) => {
    if (info === null) return skipped("the server did not say");
    if (info.forwarded.length === 0) return good("none shows itself");
    const names = info.forwarded.map(({ name }) => name).join(", ");
    if (info.trustedProxies > 0) return good(`${names}; the server trusts ${info.trustedProxies}`);
    return { verdict: "warn", found: `${names}, trusted by nobody`, ...advice.proxies };
  },
};

async function echo(
  { socket }: Flight,
  sent: string | Uint8Array<ArrayBuffer>,
  isRight: (answer: string | ArrayBuffer) => boolean,
): Promise<Outcome> {
  if (socket === null) return skipped("there is no open socket");
  const began = performance.now();
  try {
    const answer = await socket.ask(sent, answerMs);
    return isRight(answer)
      ? good(`in ${since(began)}`)
      : { verdict: "bad", found: "something else came back", ...advice.echo };
  } catch (error) {
    return { verdict: "bad", found: sentence(error), ...advice.echo };
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

/** 1006 is all a browser tells of a handshake that failed. */
function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text === "closed with 1006" ? "the handshake failed (a browser does not say why)" : text;
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
