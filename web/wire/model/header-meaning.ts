// Meanings of a handshake's headers.

const meanings: Readonly<Record<string, string>> = {
  upgrade: "the protocol to switch to",
  connection: "marks Upgrade as hop-by-hop",
  "sec-websocket-key": "16 random bytes in base64; the server derives its reply from them",
  "sec-websocket-accept":
    "SHA-1 of the key and a fixed string, in base64: proves that the server speaks WebSocket and read this request",
  "sec-websocket-version": "13 is RFC 6455, the only version in use",
  "sec-websocket-protocol": "subprotocols: the client offers a list, the server picks one or none",
  "sec-websocket-extensions": "for example compression; ws101 accepts none, so that frames stay readable",
  origin: "the site whose page connects; set by the browser, not by the page",
  host: "the host being requested",
};

/** Null for a header that has no part in the handshake. */
export function headerMeaning(name: string): string | null {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(meanings, key) ? (meanings[key] ?? null) : null;
}
