// The editor of the learner's handler, joined to the session: edits go out, marks come in, others ask it for a line.
import { useMemo } from "react";
import type { EditorPort, LessonSession } from "../lesson/lesson-session.ts";
import { useIsDark } from "../shell/use-settings.ts";
import { useStore } from "../ui/store.ts";
import { Editor } from "./editor.tsx";
import { useEditorLook } from "./editor-look.ts";
import { marksOf } from "./marks.ts";

interface HandlerEditorProps {
  readonly session: LessonSession;
  readonly runChecks: () => void;
  /** Where the focus goes when the editor is left by key. */
  readonly leave: () => void;
}

export function HandlerEditor({ session, runChecks, leave }: HandlerEditorProps) {
  const { text, origin, style, problems, fault, faultLine } = useStore(session.draft);
  const marks = useMemo(() => marksOf({ problems, fault, faultLine }), [problems, fault, faultLine]);
  const isDark = useIsDark();
  const look = useEditorLook();
  const { listings, highlighted } = session.lesson;
  return (
    <div className="editor-place">
      <Editor
        text={text}
        highlighted={text === listings[style].start ? highlighted[style].start : null}
        origin={origin}
        marks={marks}
        isDark={isDark}
        look={look}
        edited={(now) => session.autosave.edited(now)}
        runChecks={runChecks}
        saveNow={() => void session.autosave.flush()}
        leave={leave}
        attach={(port) => {
          session.editor = port && shownFirst(session, port);
        }}
      />
    </div>
  );
}

/** Whoever asks for a line gets to see it: the pane and the tab come to the front before the editor takes the focus. */
function shownFirst(session: LessonSession, port: EditorPort): EditorPort {
  return {
    reveal(line, column) {
      const isShown = session.front === null && session.codeView.get().tab === "handler";
      if (isShown) return port.reveal(line, column);
      session.show("handler");
      // Once the page has shown it; only what is on the screen can take the focus.
      requestAnimationFrame(() => requestAnimationFrame(() => port.reveal(line, column)));
    },
  };
}
