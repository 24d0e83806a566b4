// A client for phones: one room, one socket, one log. Framework-free, so that it loads fast on a slow network.

import { closedText, handshakeFailed } from "../clients/connection/close-text.ts";
import { clientAddress } from "../clients/connection/connect-choices.ts";
import { hex } from "../ui/bytes.ts";
import { part } from "../ui/part.ts";
import { printable } from "../ui/printable.ts";

const keptLines = 300;
const shownCharacters = 2_000;
const shownBytes = 64;

const state = part(document, "#state", HTMLParagraphElement);
const connection = part(document, "#connection", HTMLButtonElement);
const log = part(document, "#log", HTMLElement);
const lines = part(log, "ol", HTMLOListElement);
const composer = part(document, "#composer", HTMLFormElement);
const message = part(document, "#message", HTMLTextAreaElement);
const problem = part(document, "#problem", HTMLParagraphElement);

class PhoneClient {
  #socket: WebSocket | null = null;

  toggle(): void {
    if (this.#socket === null) this.connect();
    else this.#socket.close(1000);
  }

  connect(): void {
    const room = window.location.pathname.split("/")[2] ?? "";
    const url = `${window.location.origin.replace(/^http/, "ws")}/ws/${room}`;
    const socket = new WebSocket(clientAddress(url, window.location.search, "Phone", null));
    let wasOpen = false;
    this.#socket = socket;
    showState("connecting", "connecting…");
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      wasOpen = true;
      showState("open", "open");
      addLine("opened", "connected");
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => addLine("received", messageText(data));
    socket.onclose = ({ code, reason }) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      showState("closed", "not connected");
      addLine("closed", wasOpen ? closedText(code, reason) : handshakeFailed());
    };
  }

  /** Returns why the text cannot be sent, or null. */
  send(text: string): string | null {
    if (this.#socket?.readyState !== WebSocket.OPEN) return "Not connected. Press Connect first.";
    this.#socket.send(text);
    addLine("sent", text);
    return null;
  }
}

function messageText(data: string | ArrayBuffer): string {
  if (typeof data === "string") return data;
  const shown = hex(new Uint8Array(data, 0, Math.min(shownBytes, data.byteLength)));
  return `${data.byteLength} bytes: ${shown}${data.byteLength > shownBytes ? "…" : ""}`;
}

function showState(phase: "closed" | "connecting" | "open", text: string): void {
  state.dataset.phase = phase;
  state.textContent = text;
  connection.textContent = phase === "closed" ? "Connect" : "Disconnect";
}

const symbols = { sent: "→ ", received: "← ", opened: "● ", closed: "○ " } as const;

/** Adds untrusted text, never HTML. */
function addLine(what: keyof typeof symbols, text: string): void {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
  const line = document.createElement("li");
  line.dataset.what = what;
  line.textContent = symbols[what] + printable(text.slice(0, shownCharacters));
  lines.append(line);
  while (lines.children.length > keptLines) lines.firstElementChild?.remove();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

const client = new PhoneClient();

connection.addEventListener("click", () => client.toggle());
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  problem.textContent = client.send(message.value) ?? "";
  if (problem.textContent === "") message.value = "";
  message.focus();
});
message.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

client.connect();
