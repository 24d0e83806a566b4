// One preview: a sandboxed frame that runs a client page. Stops a page that hangs or floods, and passes on what it prints.
import {
  type PreviewedFrame,
  type PreviewLine,
  type PreviewMessage,
  pingMessage,
  previewLinesPerSecond,
  previewMessageSchema,
  previewSandbox,
} from "../../server/protocol/preview.ts";
import { TokenBucket } from "../../server/protocol/token-bucket.ts";
import { attempt } from "../ui/attempt.ts";
import { makeElement } from "../ui/part.ts";
import { FocusGuard } from "./focus-guard.ts";

export interface PreviewState {
  readonly phase: "stopped" | "starting" | "running";
  /** Why it is stopped, in a sentence; null if it was never started. */
  readonly reason: string | null;
}

export interface PreviewFrameOptions {
  /** The element that the frame fills. */
  readonly place: HTMLElement;
  /** For screen readers: `Preview 1`. */
  readonly name: string;
  /** On the wire: `P1`. */
  readonly client: string;
  /** The draft or the snippet, for the record of pages that were stopped. */
  readonly id: string;
  /** The tab, by which the wire tells its own clients from those of other tabs. */
  readonly page: string;
  readonly print: (line: PreviewLine) => void;
  /** For a room that visitors share: a message of one of its sockets. */
  readonly heard?: (frame: PreviewedFrame) => void;
  /** Lines were dropped. */
  readonly missed: (count: number) => void;
  readonly changed: (state: PreviewState) => void;
}

const pingMs = 1_000;
/** Pings without an answer until the page is stopped. */
const maxUnanswered = 4;
/** A page that loops from its first script on does not even report that it has begun to load. */
const loadMs = 5_000;

const hung = `It did not respond for ${(maxUnanswered * pingMs) / 1_000} seconds and was stopped. Look for a loop that never ends.`;
const mayHang = "It did not respond when this page was last open. Look for a loop that never ends before you start it.";
const unloaded = `It did not respond within ${loadMs / 1_000} seconds and was stopped. Look for a loop that never ends, or start it again.`;
const flooding = "It sent messages faster than this page can read them and was stopped.";
const reloading = "It kept reloading itself and was stopped.";
const grabbing = "It took the keyboard focus again and again and was stopped.";
const byHand = "It is stopped.";

/** A page whose console lines are limited sends a quarter of this. */
const messageRate = { perSecond: 200, burst: 400 };
/** Twice what the frame's own limit lets through. */
const lineRate = { perSecond: 2 * previewLinesPerSecond, burst: 2 * previewLinesPerSecond };
const reloadRate = { perSecond: 0.5, burst: 10 };
const focusRate = { perSecond: 0.1, burst: 5 };

export class PreviewFrame {
  readonly #options: PreviewFrameOptions;
  readonly #record: StopRecord;
  readonly #guard = new FocusGuard(
    () => this.#frame,
    () => this.#grabbed(),
  );
  #frame: HTMLIFrameElement | null = null;
  #rates = createRates(0);
  #state: PreviewState;
  #timer: ReturnType<typeof setInterval> | undefined;
  #startedAtMs = 0;
  #unanswered = 0;
  #missing = 0;

  constructor(options: PreviewFrameOptions) {
    this.#options = options;
    this.#record = new StopRecord(`ws101.preview.${options.id}.${options.name}`);
    this.#state = { phase: "stopped", reason: this.#record.read() };
  }

  get state(): PreviewState {
    return this.#state;
  }

  /** Starts the document at `url`, which names no client yet, in place of what runs. */
  start(url: string): void {
    this.#end();
    const { name, client, page, place } = this.#options;
    const frame = makeElement("iframe", { title: name, referrerPolicy: "no-referrer" });
    frame.setAttribute("sandbox", previewSandbox);
    frame.src = `${url}&${new URLSearchParams({ client, page })}`;
    this.#frame = frame;
    this.#startedAtMs = performance.now();
    this.#rates = createRates(this.#startedAtMs);
    this.#unanswered = 0;
    // In a browser that runs the frame in this page's process, a loop stops this page too: reloading it must not start it.
    this.#record.suspect();
    window.addEventListener("message", this.#receive);
    window.addEventListener("pagehide", this.#leave);
    this.#timer = setInterval(() => this.#tick(), pingMs);
    this.#change({ phase: "starting", reason: null });
    place.append(frame);
  }

  /** It starts again on request only, also when this page is opened again. */
  stop(reason = byHand): void {
    this.#end();
    this.#record.write(reason);
    this.#change({ phase: "stopped", reason });
  }

  dispose(): void {
    this.#leave();
    this.#end();
    this.#guard.dispose();
  }

  /** A frame that is removed closes its sockets, and its process ends in the middle of a loop. */
  #end(): void {
    clearInterval(this.#timer);
    window.removeEventListener("message", this.#receive);
    window.removeEventListener("pagehide", this.#leave);
    this.#reportMissing();
    this.#frame?.remove();
    this.#frame = null;
  }

  readonly #leave = (): void => {
    if (this.#frame !== null && this.#unanswered <= 1) this.#record.clear();
  };

  #change(state: PreviewState): void {
    this.#state = state;
    this.#options.changed(state);
  }

  #tick(): void {
    this.#reportMissing();
    if (this.#state.phase === "starting") {
      if (performance.now() - this.#startedAtMs > loadMs) this.stop(unloaded);
    } else if (this.#unanswered >= maxUnanswered) this.stop(hung);
    else this.#ping();
  }

  #reportMissing(): void {
    if (this.#missing > 0) this.#options.missed(this.#missing);
    this.#missing = 0;
  }

  #ping(): void {
    this.#unanswered += 1;
    this.#record.suspect();
    // The frame's origin has no name to send to.
    this.#frame?.contentWindow?.postMessage(pingMessage, "*");
  }

  readonly #receive = (event: MessageEvent) => {
    if (this.#frame === null || event.source === null || event.source !== this.#frame.contentWindow) return;
    const now = performance.now();
    const { messages, lines } = this.#rates;
    messages.take(1, now);
    if (messages.used(now) >= messages.burst) return this.stop(flooding);
    // A page that sends anything is not hung.
    this.#unanswered = 0;
    if (lines.waitMs(1, now) > 0) this.#missing += 1;
    else this.#handle(previewMessageSchema.safeParse(event.data).data, now);
  };

  /** Nothing, for messages that the client page itself sent. */
  #handle(message: PreviewMessage | undefined, now: number) {
    switch (message?.ws101) {
      case undefined:
        return;
      case "ready":
        return this.#ready(now);
      case "pong":
        return this.#record.clear();
      case "line":
        this.#rates.lines.take(1, now);
        return this.#options.print(message);
      case "frame":
        this.#rates.lines.take(1, now);
        return this.#options.heard?.(message);
      case "missing":
        return this.#options.missed(message.count);
      default:
        message satisfies never;
    }
  }

  #grabbed() {
    const { focus } = this.#rates;
    const now = performance.now();
    if (focus.waitMs(1, now) > 0) return this.stop(grabbing);
    focus.take(1, now);
  }

  #ready(now: number) {
    const { reloads } = this.#rates;
    if (reloads.waitMs(1, now) > 0) return this.stop(reloading);
    reloads.take(1, now);
    if (this.#state.phase === "starting") this.#change({ phase: "running", reason: null });
    this.#ping();
  }
}

function createRates(now: number) {
  const bucket = ({ perSecond, burst }: typeof messageRate) => new TokenBucket(perSecond, burst, now);
  return {
    messages: bucket(messageRate),
    lines: bucket(lineRate),
    reloads: bucket(reloadRate),
    focus: bucket(focusRate),
  };
}

const maxAnswerMs = 3 * pingMs;

/** Why a preview was stopped, or since when it may hang, in this browser's storage. Without storage, it starts with the page. */
class StopRecord {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  read(): string | null {
    const stored = attempt(() => localStorage.getItem(this.#key)) ?? null;
    const askedAtMs = Number(stored ?? Number.NaN);
    if (Number.isNaN(askedAtMs)) return stored;
    // A more recent question belongs to another tab, which waits for its answer.
    return Date.now() - askedAtMs > maxAnswerMs ? mayHang : null;
  }

  /** The page was asked whether it responds: without an answer, which clears this, it hangs. */
  suspect(): void {
    this.write(String(Date.now()));
  }

  write(reason: string): void {
    attempt(() => localStorage.setItem(this.#key, reason));
  }

  clear(): void {
    attempt(() => localStorage.removeItem(this.#key));
  }
}
