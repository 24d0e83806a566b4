// What two clients and a handler say to each other, as the landing page draws it: rows of arrows, from the top down.
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

/** What the handler sends to several clients stands in one row. */
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
  return `<p class="hop" data-client="${client}" data-direction="${direction}" data-message="${isMessage}"><span class="unseen">${from}</span><span class="hop-arrow" aria-hidden="true"></span><span class="hop-text">${escapeHtml(text)}</span></p>`;
}

/** A frame as its client's card lists it. */
export function saidMarkup({ direction, text, isMessage }: Hop): string {
  const verb = direction === "in" ? "sent " : "received ";
  return `<li class="said" data-direction="${direction}" data-message="${isMessage}"><span class="unseen">${verb}</span>${escapeHtml(text)}</li>`;
}

/** `A received olleh. B received nothing.` */
export function receivedText(hops: readonly Hop[]): string {
  return peerNames
    .map((name) => {
      const texts = hops.flatMap(({ client, direction, text }) =>
        client === name && direction === "out" ? [text] : [],
      );
      return `${name} received ${texts.length === 0 ? "nothing" : texts.join(", ")}.`;
    })
    .join(" ");
}
