// The query parameters by which a page names its clients: the wire panel shows the names, and no handler sees them.
import { clientNameSchema, pageTokenSchema } from "../../protocol/clients.ts";

const clientParameter = "ws101-client";
const pageParameter = "ws101-page";

export interface NamedRequest {
  /** Path and query without these parameters. */
  readonly url: string;
  /** The name in the first valid parameter; empty for none. */
  readonly client: string;
  /** The token of the page that opened the socket. */
  readonly page?: string;
}

/** Removes every such parameter from `asked` (path and query), however it is encoded. */
export function withoutClient(asked: string): NamedRequest {
  const start = asked.indexOf("?");
  const parts = start < 0 ? [] : asked.slice(start + 1).split("&");
  const own = parts.filter((part) => [clientParameter, pageParameter].includes(decoded(nameOf(part))));
  if (own.length === 0) return { url: asked, client: "" };
  const values = (parameter: string) =>
    own
      .filter((part) => decoded(nameOf(part)) === parameter)
      .map((part) => decoded(part.slice(nameOf(part).length + 1)));
  const client = values(clientParameter).find((name) => clientNameSchema.safeParse(name).success) ?? "";
  const page = values(pageParameter).find((token) => pageTokenSchema.safeParse(token).success);
  const kept = parts.filter((part) => !own.includes(part));
  const path = asked.slice(0, start);
  const url = kept.length === 0 ? path : `${path}?${kept.join("&")}`;
  return { url, client, ...(page !== undefined && { page }) };
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
