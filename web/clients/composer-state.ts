// What is being written for one client, and what it sent before: ArrowUp brings it back.

export const kinds = ["text", "json", "binary"] as const;
export type Kind = (typeof kinds)[number];
export const encodings = ["hex", "base64"] as const;
/** How bytes are written down. */
export type Encoding = (typeof encodings)[number];

export const keptSent = 100;
export const mostFragments = 64;

export interface Written {
  readonly kind: Kind;
  readonly encoding: Encoding;
  readonly text: string;
}

export interface Composer extends Written {
  readonly fragments: number;
  /** What was sent, oldest first; nothing twice in a row. */
  readonly sent: readonly Written[];
  /** Which of them stands in the field; null for what was newly written. */
  readonly at: number | null;
}

export type ComposerAction =
  | { readonly type: "write"; readonly text: string }
  | { readonly type: "kind"; readonly kind: Kind }
  | { readonly type: "encoding"; readonly encoding: Encoding }
  | { readonly type: "fragments"; readonly fragments: number }
  | { readonly type: "put"; readonly written: Written }
  /** The field's text went out. */
  | { readonly type: "sent" }
  | { readonly type: "older" }
  | { readonly type: "newer" };

export const emptyComposer: Composer = { kind: "text", encoding: "hex", text: "", fragments: 1, sent: [], at: null };

export function reduceComposer(composer: Composer, action: ComposerAction): Composer {
  switch (action.type) {
    case "write":
      return { ...composer, text: action.text };
    case "kind":
      return { ...composer, kind: action.kind };
    case "encoding":
      return { ...composer, encoding: action.encoding };
    case "fragments":
      return { ...composer, fragments: Math.min(mostFragments, Math.max(1, Math.trunc(action.fragments) || 1)) };
    case "put":
      return { ...composer, ...action.written, at: null };
    case "sent":
      return sent(composer);
    case "older":
      return isUnchanged(composer) ? showing(composer, (composer.at ?? composer.sent.length) - 1) : composer;
    case "newer":
      return newer(composer);
    default:
      return action satisfies never;
  }
}

/** Only then do the arrows walk through what was sent: an edit is never overwritten. */
export function isUnchanged({ text, at, sent }: Composer): boolean {
  return at === null ? text === "" : text === sent[at]?.text;
}

function sent(composer: Composer): Composer {
  const { kind, encoding, text } = composer;
  const last = composer.sent.at(-1);
  const isSame = last?.kind === kind && last.text === text && last.encoding === encoding;
  const all = isSame ? composer.sent : [...composer.sent, { kind, encoding, text }];
  return { ...composer, text: "", at: null, sent: all.slice(-keptSent) };
}

function newer(composer: Composer): Composer {
  if (composer.at === null || !isUnchanged(composer)) return composer;
  const next = composer.at + 1;
  return next < composer.sent.length ? showing(composer, next) : { ...composer, text: "", at: null };
}

function showing(composer: Composer, at: number): Composer {
  const written = composer.sent[at];
  return written === undefined ? composer : { ...composer, ...written, at };
}
