// Dialog that downloads the learner's code as a Node project.
import { useState } from "react";
import { projectName, projectSlug } from "../../server/protocol/project-name.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { whyNot } from "../net/api.ts";
import { draftProject, getProject, lessonProject } from "../net/calls.ts";
import { Button } from "../ui/button.tsx";
import { CopyField } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { saveFile } from "../ui/save-file.ts";
import { usePart } from "../ui/store.ts";
import { isUnsaved } from "./draft.ts";

interface TakeHomeProps {
  readonly session: LessonSession;
  /** A draft of the playground, whose project has no tests; null for a lesson. */
  readonly draft?: { readonly id: string; readonly title: string } | null;
  /** Saves what belongs to the project besides the code. Resolves to whether the server has it. */
  readonly save?: () => Promise<boolean>;
  readonly close: () => void;
}

type Download = { readonly phase: "idle" | "busy" | "done" } | { readonly phase: "failed"; readonly message: string };

export function TakeHomeDialog({ session, draft = null, save = async () => true, close }: TakeHomeProps) {
  const style = usePart(session.draft, (code) => code.style);
  const [download, setDownload] = useState<Download>({ phase: "idle" });
  const project = projectName({ slug: draft === null ? session.lesson.slug : projectSlug(draft.title), style });
  const start = async () => {
    setDownload({ phase: "busy" });
    const path = draft === null ? lessonProject(session.lesson.slug) : draftProject(draft.id);
    const isSaved = await save();
    setDownload(isSaved ? await saveProject(session, path, `${project}.zip`) : { phase: "failed", message: unsaved });
  };
  const test = draft === null ? "npm test\n" : "";
  return (
    <Dialog title="Take it home" className="take-home" close={close}>
      <p>
        Your handler, {styleText[style]}, as a Node project:{" "}
        {draft === null
          ? "with the checks of this lesson as its tests, and the library that they need."
          : "with its client page, if it has one, which the project serves."}{" "}
        It runs on Node 24, without ws101.
      </p>
      <div className="row">
        <Button
          label={`Download ${project}.zip`}
          className="primary"
          aria-disabled={download.phase === "busy"}
          onClick={() => void start()}
        />
      </div>
      <div role="status" className={`small toned ${download.phase === "failed" ? "bad" : "good"}`}>
        {download.phase === "failed" ? download.message : progress[download.phase]}
      </div>
      <h3>Then, in a terminal</h3>
      <CopyField label="commands" text={`unzip ${project}.zip\ncd ${project}\nnpm install\n${test}npm start`} />
    </Dialog>
  );
}

const styleText = { loop: "written as a loop", events: "written with events" } as const;
const progress = { idle: "", busy: "Preparing the project…", done: "Downloaded." } as const;

/** The server has to have the newest text first. */
async function saveProject({ autosave, draft }: LessonSession, path: string, name: string): Promise<Download> {
  await autosave.flush();
  if (isUnsaved(draft.get())) return { phase: "failed", message: unsaved };
  const project = await getProject(path, draft.get().style);
  if (!project.ok) return { phase: "failed", message: whyNot(project) };
  saveFile(project.value, name);
  return { phase: "done" };
}

const unsaved =
  "Your last edit is not saved, so it would be missing. The line below the code says why. Then try again.";
