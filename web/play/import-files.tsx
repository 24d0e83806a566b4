// Import: files that are dropped on the playground, or chosen, become a new draft or replace the texts of this one.
import { type RefObject, useEffect, useRef, useState } from "react";
import { styleOf } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { countText } from "../ui/format.ts";
import { chosenFiles, droppedFiles } from "./dropped-files.ts";
import { type FoundFile, type Imported, importFiles } from "./import.ts";
import { useOpenDraft } from "./open-draft.ts";

/** A draft's client page. */
interface PageText {
  readonly source: string;
  readonly code: { insert(text: string): Promise<void> };
}

interface ImportFilesProps {
  readonly session: LessonSession;
  /** Null while it loads. */
  readonly page: PageText | null;
  /** A click on it opens the browser's file dialog. */
  readonly input: RefObject<HTMLInputElement | null>;
}

export function ImportFiles({ session, page, input }: ImportFilesProps) {
  const { notices } = usePage();
  const [imported, setImported] = useState<Imported | null>(null);
  const take = async (found: Promise<readonly FoundFile[]>) => {
    const result = await found.then(importFiles).catch(() => unreadable);
    if (result.ok) setImported(result.value);
    else notices.dispatch({ type: "show", text: result.problem });
  };
  const isOver = useFileDrop((files) => void take(files));
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".ts,.html,.htm,.zip"
        aria-label="Files to import"
        onChange={({ currentTarget }) => {
          const files = chosenFiles(currentTarget.files ?? []);
          // The same files can be chosen again.
          currentTarget.value = "";
          if (files.length > 0) void take(Promise.resolve(files));
        }}
      />
      {isOver ? <div className="import-over raised title">Drop a handler, a client page or a project</div> : null}
      {imported === null ? null : (
        <ImportDialog session={session} page={page} imported={imported} close={() => setImported(null)} />
      )}
    </>
  );
}

const unreadable = { ok: false, problem: "The browser could not read these files. Try again." } as const;

/** True while files are dragged over the page. Keeps the browser and the editor from taking them. */
function useFileDrop(onDrop: (files: Promise<readonly FoundFile[]>) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    const listening = new AbortController();
    const listen = (type: "dragover" | "dragleave" | "drop", listener: (event: DragEvent) => void) =>
      window.addEventListener(type, listener, { capture: true, signal: listening.signal });
    const isOfFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes("Files") === true;
    const take = (event: DragEvent, over: boolean) => {
      if (!isOfFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(over);
    };
    listen("dragover", (event) => take(event, true));
    listen("dragleave", (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    listen("drop", (event) => {
      take(event, false);
      if (isOfFiles(event) && event.dataTransfer !== null) latest.current(droppedFiles(event.dataTransfer));
    });
    return () => listening.abort();
  }, []);
  return isOver;
}

interface ImportDialogProps extends Omit<ImportFilesProps, "input"> {
  readonly imported: Imported;
  readonly close: () => void;
}

function ImportDialog({ session, page, imported, close }: ImportDialogProps) {
  const openDraft = useOpenDraft();
  const [undo, setUndo] = useState<(() => Promise<void>) | null>(null);
  const { handler, title } = imported;
  const openNew = () => {
    const source = handler ?? session.lesson.listings.loop.start;
    const from = { handler: source, page: imported.page, style: styleOf(source) };
    close();
    void openDraft({ ...(title !== null && { title }), from });
  };
  const replace = async () => {
    const before = textsOf(session, page);
    await insert(session, page, imported);
    setUndo(() => async () => {
      await insert(session, page, before);
      close();
    });
  };
  const canReplace = imported.page === null || page !== null;
  return (
    <Dialog title="Import" close={close}>
      {undo === null ? (
        <>
          <p>{describe(imported)} Open it as a new draft, or replace what this draft has.</p>
          <div className="row">
            <button type="button" className="primary" onClick={openNew}>
              New draft
            </button>
            {canReplace ? (
              <button type="button" onClick={() => void replace()}>
                Replace in this draft
              </button>
            ) : null}
          </div>
        </>
      ) : (
        <>
          <p role="status">The draft has been replaced. Undo brings back what it had.</p>
          <div className="row">
            <button type="button" onClick={() => void undo()}>
              Undo
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function describe({ handler, page, title }: Imported): string {
  const parts = [
    ...(handler === null ? [] : [`a handler of ${linesOf(handler)}`]),
    ...(page === null ? [] : [`a client page of ${linesOf(page)}`]),
  ];
  return `${title === null ? "This" : `“${title}”`} is ${parts.join(" and ")}.`;
}

function linesOf(text: string): string {
  return countText(text.trimEnd().split("\n").length, "line");
}

type Texts = Pick<Imported, "handler" | "page"> & { readonly style: "loop" | "events" };

function textsOf(session: LessonSession, page: PageText | null): Texts {
  const { text, style } = session.draft.get();
  return { handler: text, page: page?.source ?? null, style };
}

/** Each text is a new version; what was there stays in the history. */
async function insert(session: LessonSession, page: PageText | null, texts: Imported | Texts): Promise<void> {
  const { handler } = texts;
  if (handler !== null) {
    const style = "style" in texts ? texts.style : styleOf(handler);
    if (style !== session.draft.get().style) await session.changeStyle(style);
    if (handler !== session.draft.get().text) await session.code.insert(handler);
  }
  if (texts.page !== null && texts.page !== page?.source) await page?.code.insert(texts.page);
}
