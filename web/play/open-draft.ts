// Creates drafts, and opens them.
import { useCallback } from "react";
import { whyNot } from "../net/api.ts";
import { usePage } from "../shell/page-context.ts";
import { goTo } from "../shell/route.ts";
import { createDraft, type NewDraft } from "./play-calls.ts";

export const draftPath = (draft: string): string => `/play/${draft}`;

/** Makes a draft and opens it. A failure is shown as a notice. */
export function useOpenDraft(): (draft: NewDraft) => Promise<void> {
  const { notices } = usePage();
  return useCallback(
    async (draft) => {
      const answer = await createDraft(draft);
      if (answer.ok) goTo(draftPath(answer.value.id));
      else notices.dispatch({ type: "show", text: `Could not open the playground. ${whyNot(answer)}` });
    },
    [notices],
  );
}
