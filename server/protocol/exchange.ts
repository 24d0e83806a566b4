// Exchange between two clients and a handler, as the landing page draws it: rows of arrows, from the top down.
import { escapeHtml } from "./html.ts";

export const peerNames = ["A", "B"] as const;
export type PeerName = (typeof peerNames)[number];

/** One frame on its way. */
export interface Hop {
  readonly client: PeerName;
  /** `in`: from the client to the handler. */
  readonly direction: "in" | "out";
  /** A message's text, or what the frame is. */
  readonly text: string;
  readonly isMessage: boolean;
}

/** Frames that share a row: one to the handler, or one from it to each of several clients. */
export type Row = readonly Hop[];

/** What the handler sends to several clients shares a row. */
export function withHop(rows: readonly Row[], hop: Hop): readonly Row[] {
  const last = rows.at(-1);
  const isBeside = (other: Hop) => other.direction === "out" && other.client !== hop.client;
  if (last === undefined || hop.direction === "in" || !last.every(isBeside)) return [...rows, [hop]];
  return [...rows.slice(0, -1), [...last, hop]];
}

export function rowsOf(hops: readonly Hop[]): readonly Row[] {
  return hops.reduce(withHop, []);
}

export function rowMarkup(row: Row): string {
  return `<li class="lane-row">${row.map(hopMarkup).join("")}</li>`;
}

export function hopMarkup({ client, direction, text, isMessage }: Hop): string {
  const from = direction === "in" ? `${client} to the handler: ` : `The handler to ${client}: `;
  return `<p class="hop" data-client="${client}" data-direction="${direction}" data-message="${isMessage}"><span class="unseen">${from}</span><span class="hop-arrow" aria-hidden="true"></span><span class="hop-text clip">${escapeHtml(text)}</span></p>`;
}

/** A frame as its client's card lists it. */
export function saidMarkup({ direction, text, isMessage }: Hop): string {
  const verb = direction === "in" ? "sent " : "received ";
  return `<li class="said clamp" data-direction="${direction}" data-message="${isMessage}"><span class="unseen">${verb}</span>${escapeHtml(text)}</li>`;
}

/** What a sentence lists for each client. */
const listed = { texts: 5, chars: 40 } as const;

/** `A received olleh. B received nothing.` */
export function receivedText(hops: readonly Hop[]): string {
  return peerNames
    .map((name) => {
      const received = hops.filter(({ client, direction }) => client === name && direction === "out");
      const texts = received.slice(0, listed.texts).map(({ text }) => shortened(text));
      const more = received.length > listed.texts ? " and more" : "";
      return `${name} received ${texts.join(", ") || "nothing"}${more}`.replace(/(?<![.…])$/, ".");
    })
    .join(" ");
}

function shortened(text: string): string {
  const chars = [...text];
  return chars.length > listed.chars ? `${chars.slice(0, listed.chars).join("")}…` : text;
}
