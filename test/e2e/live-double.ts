// A proxy for a page's live channel: forwards the server's messages and adds the test's own.
import type { Page, WebSocketRoute } from "playwright-core";
import type { Frame } from "../../server/protocol/frame.ts";
import type { Handshake } from "../../server/protocol/handshake.ts";
import { type ToPage, toPageSchema } from "../../server/protocol/live.ts";
import type { Settings } from "../../web/shell/settings.ts";
import { plainEditor, type Stage } from "./stage.ts";

const encode = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");

export class LiveDouble {
  #page: WebSocketRoute | null = null;
  #room = "";
  #atMs = 1_700_000_000_000;
  readonly #followed = Promise.withResolvers<void>();

  static async beside(page: Page): Promise<LiveDouble> {
    const double = new LiveDouble();
    await page.routeWebSocket(/\/live$/, (route) => double.#connect(route));
    return double;
  }

  followed(): Promise<void> {
    return this.#followed.promise;
  }

  frame(over: Partial<Frame>): Frame {
    const plain = { peer: 1, direction: "in", opcode: 1, fin: true, version: 1, line: null } as const;
    const masked = (over.direction ?? "in") === "in";
    const payload = over.payload ?? encode("hello");
    const length = Buffer.from(payload, "base64").length;
    return { ...plain, masked, payload, length, atMs: this.#atMs++, ...over };
  }

  send(frames: readonly Frame[], missing = 0): void {
    this.#post({ type: "frames", room: this.#room, frames: [...frames], missing });
  }

  /** Disconnects the page. */
  cut(): void {
    void this.#page?.close({ code: 1001, reason: "" });
  }

  /** A and B, each kind of frame, two versions, and a refusal. */
  sendConversation(): void {
    this.#handshake(1, "A", 101);
    this.#handshake(2, "B", 101);
    const text = (payload: string, over: Partial<Frame> = {}) => this.frame({ payload: encode(payload), ...over });
    const out = { direction: "out", version: 1, line: 5 } as const;
    const closing = Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from("as you wish")]).toString("base64");
    this.send([
      text("hello"),
      text("hello", out),
      text("hello", { ...out, peer: 2 }),
      text('{"type":"move","to":[1,2,{"x":null,"deep":{"a":true}}],"who":"B"}', { peer: 2 }),
      this.frame({ ...out, peer: 2, opcode: 9, payload: encode("still there?"), line: 8 }),
      this.frame({ peer: 2, opcode: 10, payload: encode("still there?") }),
      this.frame({ opcode: 2, payload: encode(Uint8Array.from({ length: 40 }, (_, index) => index * 6)) }),
      text("be", { fin: false }),
      text("gin", { opcode: 0, fin: false }),
      text("ning", { opcode: 0 }),
      text("x".repeat(4_096), { ...out, length: 65_536, version: 2 }),
      this.frame({ opcode: 1, payload: encode(Uint8Array.of(0x61, 0x62, 0xff, 0xfe)) }),
    ]);
    this.send([], 1_234);
    this.#handshake(null, "", 403);
    this.send([
      this.frame({ peer: 2, direction: "out", version: 2, opcode: 8, payload: closing, line: 9 }),
      this.frame({ peer: 2, version: 2, opcode: 8, payload: closing }),
    ]);
  }

  sendHandshake(peer: number, client: string): void {
    this.#handshake(peer, client, 101);
  }

  readonly #hostile: readonly (string | Uint8Array)[] = [
    `<script>window.pwned = true</script><img src=x onerror="window.pwned = true">`,
    "abc\u202edef\u2066ghi\u200fjkl",
    "\u001b[2J\u001b]0;title\u0007\u001b]52;c;AAAA\u0007 escapes",
    "x".repeat(4_096),
    `Z${"\u0336\u030d\u0353".repeat(1_300)}algo`,
    "line\nline\r\nline\u2028line\u0085".repeat(40),
    "שלום עולם مرحبا بالعالم",
    "\ufdfd".repeat(200),
    Uint8Array.from({ length: 4_096 }, (_, index) => 128 + (index % 128)),
    "[".repeat(2_000) + "]".repeat(2_000),
    "𝕏\ud800\udc00👩‍👩‍👧‍👦".repeat(100),
    "\u0000\u0001\u007f\u0080\ufeff\u00ad",
  ];

  get hostile(): number {
    return this.#hostile.length;
  }

  sendHostile(): void {
    const name = "Ω\u202eevil\u0336\u0336\u0336name_long_";
    this.#handshake(9, name, 101, [["X-Evil\u202e", `<b>bold</b>\u001b[31m${"y".repeat(3_000)}`]]);
    this.send(this.#hostile.map((payload) => this.frame({ peer: 9, payload: encode(payload), length: 65_536 })));
  }

  #handshake(peer: number | null, client: string, status: number, more: Handshake["request"]["headers"] = []): void {
    const headers: Handshake["request"]["headers"] = [
      ["Host", "127.0.0.1:3000"],
      ["Upgrade", "websocket"],
      ["Connection", "Upgrade"],
      ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
      ["Sec-WebSocket-Version", "13"],
      ...more,
    ];
    const accept: Handshake["response"]["headers"] = [["Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]];
    const response =
      status === 101
        ? { status, reason: "Switching Protocols", headers: accept }
        : { status, reason: "Forbidden", headers: [] };
    const request = { method: "GET", url: `/ws/${this.#room}`, headers };
    const handshake = { peer, client, atMs: this.#atMs++, request, response };
    this.#post({ type: "handshake", room: this.#room, handshake });
  }

  #post(message: ToPage): void {
    this.#page?.send(JSON.stringify(message));
  }

  #connect(route: WebSocketRoute): void {
    this.#page = route;
    const server = route.connectToServer();
    server.onMessage((text) => {
      route.send(text);
      const message = toPageSchema.safeParse(JSON.parse(String(text)));
      if (!message.success || message.data.type !== "following") return;
      this.#room = message.data.room;
      this.#followed.resolve();
    });
  }
}

/** Opens a lesson whose wire also shows what the test sends. */
export async function lessonBeside(
  stage: Stage,
  settings: Partial<Settings> = plainEditor,
): Promise<{ readonly page: Page; readonly live: LiveDouble }> {
  const page = await stage.page("/healthz", { intercepted: true, reducedMotion: "reduce", settings });
  const live = await LiveDouble.beside(page);
  await page.goto(`${stage.url}/lessons/echo?pane=wire`);
  await live.followed();
  return { page, live };
}
