// The HTTP calls for a draft's client page, in the form of those for code.
import { type Code, historySchema } from "../../server/protocol/http.ts";
import { type ClientPage, clientPageResultSchema, clientPageSchema } from "../../server/protocol/playground.ts";
import type { CodeCalls } from "../code/code-session.ts";
import { type Answer, call } from "../net/api.ts";
import { type Save, type SaveAnswer, tooLong } from "../net/calls.ts";

const pathOf = (draft: string): string => `/api/drafts/${encodeURIComponent(draft)}/page`;

export function clientPageCalls(draft: string): CodeCalls {
  const path = pathOf(draft);
  const get = async (query: string): Promise<Answer<Code>> => {
    const answer = await call(clientPageSchema, path + query);
    return answer.ok ? { ok: true, value: asCode(answer.value) } : answer;
  };
  return {
    code: () => get(""),
    version: (_style, version) => get(`?version=${version}`),
    history: () => call(historySchema, `${path}/history`),
    save: (save) => savePage(path, save),
  };
}

/** It is never compiled and opens no room. */
export function asCode({ version, savedAtMs, source }: ClientPage): Code {
  return { style: "loop", version, savedAtMs, source, room: "", url: "" };
}

async function savePage(path: string, { source, base, aside }: Save): Promise<SaveAnswer> {
  const body = { source, base, ...(aside !== undefined && { aside }) };
  const answer = await call(clientPageResultSchema, path, { method: "PUT", body });
  if (!answer.ok) return tooLong(answer, source);
  const { value } = answer;
  if (!value.saved) return { ok: false, kind: "conflict", ...value.conflict };
  const { version } = value;
  return { ok: true, value: { version, serving: version, loadMs: 0, problems: [], fault: null } };
}
