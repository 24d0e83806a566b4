// The document of a preview: a client page with our script in front, and headers that leave it nothing but its room.
import type { Response } from "express";
import { scriptJson, withScript } from "../../protocol/client-page.ts";
import {
  pingMessage,
  previewLevels,
  previewLineChars,
  previewLinesPerSecond,
  previewSandbox,
} from "../../protocol/preview.ts";

export interface PreviewDocument extends PreviewSettings {
  readonly page: string;
  /** Hosts, with ports, at which the browser may reach this server. */
  readonly hosts: readonly string[];
  /** Pages of other sites may frame it, inside a page of ours. */
  readonly embeddable: boolean;
}

export function sendPreview(response: Response, { page, hosts, embeddable, ...settings }: PreviewDocument): void {
  const [roomPath = ""] = settings.socketPath.split("?");
  const policy = [
    // Also for a browser that opens the address by itself: without an origin, the page has no cookies and no storage.
    `sandbox ${previewSandbox}`,
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    "media-src data: blob:",
    `connect-src ${hosts.flatMap((host) => roomSources(host, roomPath)).join(" ")}`,
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${embeddable ? "*" : "'self'"}`,
  ];
  response.setHeader("Content-Security-Policy", policy.join("; "));
  response.removeHeader("X-Frame-Options");
  response.setHeader("Cross-Origin-Resource-Policy", embeddable ? "cross-origin" : "same-origin");
  response.setHeader("Permissions-Policy", deniedFeatures.map((feature) => `${feature}=()`).join(", "));
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cache-Control", "no-store");
  response.type("html").send(withScript(page, previewScript(settings)));
}

/** The room, and what is below it. Policies cannot name IPv6 addresses; there, the gate alone limits sockets to the room. */
function roomSources(host: string, roomPath: string): string[] {
  if (host.startsWith("[")) return ["'self'"];
  return ["ws", "wss"].flatMap((scheme) => {
    const room = `${scheme}://${host}${roomPath}`;
    return [room, `${room}/`];
  });
}

const deniedFeatures = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "clipboard-read",
  "clipboard-write",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "sync-xhr",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

interface PreviewSettings {
  /** Path and query of the page's sockets. */
  readonly socketPath: string;
  /** Whether it reports the messages of the page's sockets: the page around it sees nothing else of a room that visitors share. */
  readonly reportsFrames: boolean;
}

const constants = {
  ping: pingMessage,
  levels: previewLevels,
  maxChars: previewLineChars,
  linesPerSecond: previewLinesPerSecond,
};

/**
 * The script that runs before the client page, as one line: defines `WS_URL`, sends console lines and errors to the page around
 * it, and answers its pings. It is a convenience and defends nothing: the page can replace all of it.
 */
function previewScript(settings: PreviewSettings): string {
  return `(${source})(${scriptJson({ ...constants, ...settings })})`;
}

/** It is written out as text, so it may use nothing from outside, and comments only on lines of their own. */
const source = previewed
  .toString()
  .split("\n")
  .map((line) => line.trim())
  .filter((line) => !line.startsWith("//"))
  .join(" ");

function previewed(settings: typeof constants & PreviewSettings): void {
  const { ping, levels, maxChars, linesPerSecond, socketPath, reportsFrames } = settings;
  const { console, parent } = window;
  const later = window.setTimeout.bind(window);
  const here = window.location.href.replace(/#.*/, "");
  const post = (message: object) => parent.postMessage(message, "*");
  let left = linesPerSecond;
  let missing = 0;
  let isCounting = false;

  const renew = () => {
    isCounting = false;
    left = linesPerSecond;
    if (missing > 0) post({ ws101: "missing", count: missing });
    missing = 0;
  };
  const report = (message: () => object) => {
    if (!isCounting) later(renew, 1_000);
    isCounting = true;
    if (left === 0) {
      missing += 1;
      return;
    }
    left -= 1;
    post(message());
  };
  const print = (level: string, text: () => string, line: number | null) =>
    report(() => ({ ws101: "line", level, text: text().slice(0, maxChars), line }));

  const named = (value: object) => {
    const name = value.constructor?.name ?? "";
    return name === "Object" || name === "Array" ? "" : `${name} `;
  };
  const shown = (value: unknown): string => {
    if (value instanceof Error) return String(value.stack || value).replaceAll(here, "client.html");
    if (typeof value === "function") return `[function ${value.name}]`;
    if (typeof value !== "object" || value === null) return String(value);
    if (value instanceof Element) return `<${value.localName}>`;
    if (value instanceof ArrayBuffer) return `ArrayBuffer of ${value.byteLength} bytes`;
    if (value instanceof Blob) return `Blob of ${value.size} bytes`;
    try {
      return named(value) + (JSON.stringify(value) ?? String(value));
    } catch {
      return String(value);
    }
  };
  const placeIn = (stack: string, skipped: number) => {
    const frames = stack.split("\n").filter((frame) => frame.includes(here));
    const found = /:(\d+):\d+\)?$/.exec(frames[skipped] ?? "");
    return found === null ? null : Number(found[1]);
  };
  for (const level of levels) {
    const original = console[level];
    console[level] = (...values: unknown[]) => {
      original.apply(console, values);
      // The first frame is this function.
      const stack = left === 0 ? "" : String(new Error().stack);
      print(level, () => values.map(shown).join(" "), placeIn(stack, 1));
    };
  }
  window.addEventListener("error", ({ message, filename, lineno }) => {
    print("error", () => message, filename === here && lineno > 0 ? lineno : null);
  });
  window.addEventListener("unhandledrejection", ({ reason }) => {
    const stack = reason instanceof Error ? String(reason.stack) : "";
    print("error", () => `Uncaught (in promise) ${shown(reason)}`, placeIn(stack, 0));
  });
  window.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective, lineNumber }) => {
    const rule = "A client page loads nothing and connects to WS_URL only.";
    print("error", () => `Blocked ${blockedURI} (${effectiveDirective}). ${rule}`, lineNumber || null);
  });
  window.addEventListener("message", (event) => {
    if (event.source !== parent || event.data !== ping) return;
    event.stopImmediatePropagation();
    post({ ws101: "pong" });
  });
  // A page that reloads while its author types elsewhere must not take the keyboard.
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = function (options) {
    if (navigator.userActivation?.hasBeenActive !== false) focus.call(this, options);
  };
  // A chat that shows its last message would move what is around the frame each time, in Chromium.
  const { scrollIntoView } = Element.prototype;
  Element.prototype.scrollIntoView = function (given) {
    const options: ScrollIntoViewOptions =
      typeof given === "object" ? given : { block: given === false ? "end" : "start" };
    const inside = { ...options, container: "nearest" };
    scrollIntoView.call(this, inside);
  };
  const tell = (direction: string, data: unknown) => {
    const kind = typeof data === "string" ? "text" : "binary";
    report(() => ({ ws101: "frame", direction, kind, text: shown(data).slice(0, maxChars) }));
  };
  const { WebSocket } = window;
  const { send } = WebSocket.prototype;
  if (reportsFrames) {
    WebSocket.prototype.send = function (data) {
      send.call(this, data);
      if (this.readyState === WebSocket.OPEN) tell("in", data);
    };
    window.WebSocket = new Proxy(WebSocket, {
      construct(target, given, made) {
        const socket: WebSocket = Reflect.construct(target, given, made);
        socket.addEventListener("message", ({ data }) => tell("out", data));
        return socket;
      },
    });
  }
  const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
  const value = `${scheme}//${window.location.host}${socketPath}`;
  Object.defineProperty(window, "WS_URL", { value, configurable: true, enumerable: true, writable: true });
  post({ ws101: "ready" });
}
