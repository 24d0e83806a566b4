// A client for a phone: one room, one socket, one log. No framework: it has to be there at once on a slow network.

import { closedText, noConnection } from "../clients/close-text.ts";
import { clientAddress } from "../clients/connect-choices.ts";
import { hex } from "../ui/bytes.ts";
import { printable } from "../ui/printable.ts";

const keptLines = 300;
const shownCharacters = 2_000;
const shownBytes = 64;

type What = "sent" | "received" | "opened" | "closed";

function part<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`phone/index.html has no #${id}`);
  return found;
}

const state = part("state", HTMLParagraphElement);
const connection = part("connection", HTMLButtonElement);
const log = part("log", HTMLElement);
const lines = log.querySelector("ol") ?? log;
const composer = part("composer", HTMLFormElement);
const message = part("message", HTMLTextAreaElement);
const trouble = part("trouble", HTMLParagraphElement);

class Phone {
  #socket: WebSocket | null = null;
  #wasOpen = false;

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  connect(): void {
    const room = window.location.pathname.split("/")[2] ?? "";
    const url = `${window.location.origin.replace(/^http/, "ws")}/ws/${room}`;
    const socket = new WebSocket(clientAddress(url, window.location.search, "Phone", null));
    this.#socket = socket;
    this.#wasOpen = false;
    show("connecting", "connecting…");
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#wasOpen = true;
      show("open", "open");
      write("opened", "connected");
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => write("received", readable(data));
    socket.onclose = ({ code, reason }) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      show("closed", "not connected");
      write("closed", this.#wasOpen ? closedText(code, reason) : noConnection);
    };
  }

  disconnect(): void {
    this.#socket?.close(1000);
  }

  /** Answers why it cannot, or null. */
  send(text: string): string | null {
    if (this.#socket?.readyState !== WebSocket.OPEN) return "Not connected: press Connect first.";
    this.#socket.send(text);
    write("sent", text);
    return null;
  }
}

function readable(data: string | ArrayBuffer): string {
  if (typeof data === "string") return data;
  const shown = hex(new Uint8Array(data, 0, Math.min(shownBytes, data.byteLength)));
  return `${data.byteLength} bytes: ${shown}${data.byteLength > shownBytes ? "…" : ""}`;
}

function show(phase: "closed" | "connecting" | "open", words: string): void {
  state.dataset.phase = phase;
  state.textContent = words;
  connection.textContent = phase === "closed" ? "Connect" : "Disconnect";
}

const arrows: Record<What, string> = { sent: "→ ", received: "← ", opened: "● ", closed: "○ " };

/** Always as text: it comes from strangers. */
function write(what: What, text: string): void {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
  const line = document.createElement("li");
  line.dataset.what = what;
  line.textContent = arrows[what] + printable(text.slice(0, shownCharacters));
  lines.append(line);
  while (lines.children.length > keptLines) lines.firstElementChild?.remove();
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

const phone = new Phone();

connection.addEventListener("click", () => (phone.isConnected ? phone.disconnect() : phone.connect()));
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const problem = phone.send(message.value);
  trouble.textContent = problem ?? "";
  if (problem === null) message.value = "";
  message.focus();
});
message.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

phone.connect();
