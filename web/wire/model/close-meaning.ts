// What a close code means, in words (RFC 6455 §7.4 and the IANA registry of close codes).

const meanings: Readonly<Record<number, string>> = {
  1000: "done: nothing went wrong, there is nothing more to say",
  1001: "going away: a server shuts down, or a page is left",
  1002: "protocol error: the other side broke a rule of the WebSocket protocol",
  1003: "unsupported data: a kind of message that this side cannot take",
  1005: "no code: the close frame was empty; never sent itself",
  1006: "no close frame at all: the connection is simply gone; never sent itself",
  1007: "invalid data: text that is not UTF-8",
  1008: "policy: refused for a reason that has no code of its own",
  1009: "too big: a message longer than this side takes",
  1010: "missing extension: the client wanted one that the server did not agree to",
  1011: "internal error: the server could not go on, for instance because its handler threw",
  1012: "service restart: come back in a moment",
  1013: "try again later: overloaded, or this client reads too slowly",
  1014: "bad gateway: a server in between got no good answer",
  1015: "TLS failed; never sent itself",
};

export function closeMeaning(code: number): string {
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code < 1000) return "below 1000: not used";
  if (code < 3000) return "reserved for the protocol: nobody should send it";
  if (code < 4000) return "registered for a library or framework";
  if (code < 5000) return "private: these two programs agree on what it means";
  return "above 4999: not allowed";
}

/** The first words, for a row. */
export function shortMeaning(code: number): string {
  return closeMeaning(code).split(/[:;,]/, 1)[0] ?? "";
}
