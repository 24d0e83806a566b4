// State of one client's composer: the message being written, and a history of sent messages.

export const kinds = ["text", "json", "binary"] as const;
export type Kind = (typeof kinds)[number];
/** How bytes are entered. */
export const encodings = ["hex", "base64"] as const;
export type Encoding = (typeof encodings)[number];

const keptSent = 100;
export const maxFragments = 64;

export interface Message {
  readonly kind: Kind;
  readonly encoding: Encoding;
  readonly text: string;
}

export interface Composer extends Message {
  readonly fragments: number;
  /** Oldest first, without consecutive duplicates. */
  readonly sent: readonly Message[];
  /** Index of the sent message that is shown; null for a new message. */
  readonly at: number | null;
  /** The last sent message while it waits for its connection to open. */
  readonly waiting: Message | null;
}

export type ComposerAction =
  | { readonly type: "change"; readonly change: Partial<Message> }
  | { readonly type: "fragments"; readonly fragments: number }
  | { readonly type: "set"; readonly message: Message }
  | { readonly type: "sent" }
  | { readonly type: "older" }
  | { readonly type: "newer" };

export const emptyComposer: Composer = {
  kind: "text",
  encoding: "hex",
  text: "",
  fragments: 1,
  sent: [],
  at: null,
  waiting: null,
};

export function reduceComposer(composer: Composer, action: ComposerAction): Composer {
  switch (action.type) {
    case "change":
      return { ...composer, ...action.change };
    case "fragments":
      return { ...composer, fragments: Math.min(maxFragments, Math.max(1, Math.trunc(action.fragments) || 1)) };
    case "set":
      return { ...composer, ...action.message, at: null };
    case "sent":
      return sent(composer);
    case "older":
      return isUnchanged(composer) ? show(composer, (composer.at ?? composer.sent.length) - 1) : composer;
    case "newer":
      return newer(composer);
    default:
      return action satisfies never;
  }
}

/** Whether the arrow keys may step through the history: they never overwrite an edit. */
export function isUnchanged({ text, at, sent }: Composer): boolean {
  return at === null ? text === "" : text === sent[at]?.text;
}

/** After the connection has ended: a message that waited for it returns to the field, unless another has been begun. */
export function withReturned(composer: Composer): Composer {
  const { waiting, text } = composer;
  return { ...composer, ...(text === "" && waiting), waiting: null };
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
  return next < composer.sent.length ? show(composer, next) : { ...composer, text: "", at: null };
}

function show(composer: Composer, at: number): Composer {
  const message = composer.sent[at];
  return message === undefined ? composer : { ...composer, ...message, at };
}
