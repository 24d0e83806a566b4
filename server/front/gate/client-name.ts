// What our page calls its clients: it says so in the address, so that the wire shows who is who, and no handler sees it.
import { clientNameSchema } from "../../protocol/server-client.ts";

const parameter = "ws101-client";

/** Takes every such parameter out of `asked` (path and query), however it is written; the first proper name counts. */
export function withoutClient(asked: string): { readonly url: string; readonly client: string } {
  const start = asked.indexOf("?");
  const parts = start < 0 ? [] : asked.slice(start + 1).split("&");
  const kept = parts.filter((part) => decoded(nameOf(part)) !== parameter);
  if (kept.length === parts.length) return { url: asked, client: "" };
  const path = asked.slice(0, start);
  const named = parts
    .filter((part) => !kept.includes(part))
    .map((part) => decoded(part.slice(nameOf(part).length + 1)));
  const client = named.find((name) => clientNameSchema.safeParse(name).success) ?? "";
  return { url: kept.length === 0 ? path : `${path}?${kept.join("&")}`, client };
}

function nameOf(part: string): string {
  return part.split("=", 1)[0] ?? "";
}

/** As `URLSearchParams` reads it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return "";
  }
}
