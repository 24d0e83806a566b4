// The close codes ws101 sends, and which codes anybody may send (RFC 6455 §7.4).

export const closeCodes = {
  done: 1000,
  leaving: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  invalidData: 1007,
  policy: 1008,
  tooBig: 1009,
  handlerCrashed: 1011,
  newCode: 1012,
  tooSlow: 1013,
  /** By its name in the registry, said to one socket too many. */
  tryLater: 1013,
  /** The room was retired or its lesson closed. */
  roomGone: 4000,
  /** The page's channel was opened by another learner than the cookie says. */
  signedOut: 4001,
} as const;

/** True for a code that an endpoint may put into a close frame. */
export function maySendCloseCode(code: number): boolean {
  const standard = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
  return Number.isInteger(code) && (standard || (code >= 3000 && code <= 4999));
}
