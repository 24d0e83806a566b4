// Makes a draft of a shared snippet and opens it in the playground.
import { draftSchema } from "../../server/protocol/playground.ts";
import { call, whyNot } from "../net/api.ts";

/** `from` is what the server wrote, as JSON. Resolves to null once the page is being left, or to why there is no draft. */
export async function forkSnippet(from: string): Promise<string | null> {
  const body: unknown = { from: JSON.parse(from) };
  const answer = await call(draftSchema, "/api/drafts", { method: "POST", body });
  if (!answer.ok) return whyNot(answer);
  window.location.assign(`/play/${answer.value.id}`);
  return null;
}
