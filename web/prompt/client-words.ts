// What the prompt says of clients: what they sent, where they run, how they are.
import { compose } from "../clients/compose.ts";
import type { ClientCommand } from "./command.ts";
import type { ClientView } from "./drivers.ts";

export function sentText({ kind, text, fragments }: Extract<ClientCommand, { do: "send" }>): string {
  const composed = compose(kind, text);
  const bytes = composed.ok ? new Blob([composed.data]).size : 0;
  const what = kind === "binary" ? "binary" : kind === "json" ? "JSON" : "text";
  return `sent ${what}, ${bytes} ${bytes === 1 ? "byte" : "bytes"}${fragments > 1 ? ` in ${fragments} frames` : ""}`;
}

export const placeText = (place: ClientView["place"]): string =>
  place === "server" ? "runs on the server" : "runs in this page";

export function offerText(names: readonly string[]): string {
  const who = names.join(", ");
  return `yes: ${who} ${names.length === 1 ? "connects" : "connect"} anew from the server and ${names.length === 1 ? "does" : "do"} it`;
}

const columns = { name: 6, phase: 12, place: 8, ending: 32 };

export function clientTable(views: readonly ClientView[]): string {
  if (views.length === 0) return "no clients: add makes one";
  const fit = (text: string, width: number) => text.padEnd(width);
  return views
    .map(({ name, phase, place, protocol, ending }) => {
      const where = fit(place === "server" ? "server" : "page", columns.place);
      return `${fit(name, columns.name)}${fit(phase, columns.phase)}${where}${phase === "open" ? protocol : short(ending)}`.trimEnd();
    })
    .join("\n");
}

const short = (text: string): string => (text.length > columns.ending ? `${text.slice(0, columns.ending - 1)}…` : text);
