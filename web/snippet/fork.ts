// Makes a draft of a shared snippet and opens it in the playground.
import { draftSchema } from "../../server/protocol/playground.ts";
import { call, whyNot } from "../net/api.ts";

/** `from` is what the server wrote, as JSON. `notice` shows why it could not be done. */
export async function forkSnippet(from: string, notice: HTMLElement): Promise<void> {
  const body: unknown = { from: JSON.parse(from) };
  const answer = await call(draftSchema, "/api/drafts", { method: "POST", body });
  if (answer.ok) window.location.assign(`/play/${answer.value.id}`);
  else notice.textContent = whyNot(answer);
}
