// The code pane's tab with a draft's client page: its editor, and whether its text is saved.
import { useRef } from "react";
import { ConflictNotice } from "../code/code-notices.tsx";
import { type Draft, isUnsaved } from "../code/draft.ts";
import { type LoadLine, loadLine } from "../code/draft-text.ts";
import { Editor, useIsPlain } from "../code/editor.tsx";
import { useIsOffline } from "../shell/live-bar.tsx";
import { usePage } from "../shell/page-context.ts";
import { printable } from "../ui/printable.ts";
import { useStore } from "../ui/store.ts";
import { useReadOnlyReason } from "../workshop/member/member-hooks.ts";
import type { ClientPageSession } from "./client-page-session.ts";

/** Null: it is still loading. */
export function ClientPage({ page }: { readonly page: ClientPageSession | null }) {
  return page === null ? <p className="loading strip">Loading client.html…</p> : <LoadedPage page={page} />;
}

const noMarks = [] as const;

function LoadedPage({ page }: { readonly page: ClientPageSession }) {
  const { notices } = usePage();
  const { text, origin } = useStore(page.draft);
  const readOnlyReason = useReadOnlyReason(page.session);
  const foot = useRef<HTMLDivElement>(null);
  return (
    <>
      <ConflictNotice
        session={page.session}
        file="page"
        failed={(message) => message !== null && notices.dispatch({ type: "show", text: message })}
      />
      <div className="editor-place fill">
        <Editor
          file="client.html"
          text={text}
          highlighted={null}
          origin={origin}
          marks={noMarks}
          label="Your client page"
          readOnlyReason={readOnlyReason}
          onEdit={(now) => page.code.autosave.edited(now)}
          runChecks={null}
          saveNow={() => void page.flush()}
          leave={() => foot.current?.focus()}
          attach={(editor) => {
            page.editor = editor;
          }}
        />
      </div>
      <pre className="printed-code">{printable(text)}</pre>
      <div ref={foot} className="small line-above sunk" tabIndex={-1}>
        <SaveStatus page={page} />
      </div>
    </>
  );
}

function SaveStatus({ page }: { readonly page: ClientPageSession }) {
  const line = saveLine(useStore(page.draft), useIsOffline());
  const isPlain = useIsPlain();
  return (
    <div className="load-status flow strip">
      <span className="load-line page-line toned muted" data-tone={line.tone}>
        <span className="dot" aria-hidden="true" />
        {line.text}
      </span>
      <span className="spacer" />
      {isPlain ? null : (
        <span className="muted tiny">
          <kbd>Ctrl+M</kbd> to leave
        </span>
      )}
    </div>
  );
}

function saveLine(draft: Draft, isOffline: boolean): LoadLine {
  if (draft.saveError || isOffline || isUnsaved(draft)) return loadLine(draft, null, isOffline);
  if (draft.version === 0) return { tone: "quiet", text: "Not changed yet. The previews reload as you type." };
  return { tone: "good", text: `v${draft.version} · saved` };
}
