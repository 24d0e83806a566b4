// The document of a preview: a client page with our script in front, and headers that leave it nothing but its room.
import type { Response } from "express";
import { withScript } from "../../protocol/client-page.ts";
import { previewSandbox } from "../../protocol/preview.ts";
import { type PreviewSettings, previewScript } from "./preview-script.ts";

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
