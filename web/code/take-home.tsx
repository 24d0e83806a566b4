// Dialog that downloads the learner's code as a Node project.
import { useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { whyNot } from "../net/api.ts";
import { getProject } from "../net/calls.ts";
import { CopyField } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { saveFile } from "../ui/save-file.ts";
import { usePart } from "../ui/store.ts";
import { isUnsaved } from "./draft.ts";

interface TakeHomeProps {
  readonly session: LessonSession;
  readonly close: () => void;
}

type Download = { readonly phase: "idle" | "busy" | "done" } | { readonly phase: "failed"; readonly message: string };

export function TakeHomeDialog({ session, close }: TakeHomeProps) {
  const style = usePart(session.draft, (draft) => draft.style);
  const [download, setDownload] = useState<Download>({ phase: "idle" });
  const project = `ws101-${session.lesson.slug}-${style}`;
  const start = async () => {
    if (download.phase === "busy") return;
    setDownload({ phase: "busy" });
    setDownload(await saveProject(session, `${project}.zip`));
  };
  return (
    <Dialog title="Take it home" className="take-home" close={close}>
      <p>
        Your handler, {styleText[style]}, as a Node project: with the checks of this lesson as its tests, and the
        library that they need. It runs on Node 24, without ws101.
      </p>
      <div className="row">
        <button
          type="button"
          className="primary"
          aria-disabled={download.phase === "busy"}
          onClick={() => void start()}
        >
          Download {project}.zip
        </button>
      </div>
      <div role="status" className={`small toned ${download.phase === "failed" ? "bad" : "good"}`}>
        {download.phase === "failed" ? download.message : progress[download.phase]}
      </div>
      <h3>Then, in a terminal</h3>
      <CopyField label="commands" text={`unzip ${project}.zip\ncd ${project}\nnpm install\nnpm test\nnpm start`} />
    </Dialog>
  );
}

const styleText = { loop: "written as a loop", events: "written with events" } as const;
const progress = { idle: "", busy: "Preparing the project…", done: "Downloaded." } as const;

/** The server has to have the newest text first. */
async function saveProject({ autosave, draft, lesson }: LessonSession, name: string): Promise<Download> {
  await autosave.flush();
  if (isUnsaved(draft.get())) return { phase: "failed", message: unsaved };
  const project = await getProject(lesson.slug, draft.get().style);
  if (!project.ok) return { phase: "failed", message: whyNot(project) };
  saveFile(project.value, name);
  return { phase: "done" };
}

const unsaved =
  "Your last edit is not saved, so it would be missing. The line below the code says why. Then try again.";
