// The middle pane: the style switch, the editor, what became of the code, and its history.
import { useMemo, useRef, useState } from "react";
import { type Style, styles } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../session/lesson-session.ts";
import { useIsDark } from "../shell/use-media.ts";
import { useStore } from "../state/use-store.ts";
import { Editor } from "./editor.tsx";
import { HistoryDialog } from "./history-dialog.tsx";
import { LoadStatus } from "./load-status.tsx";
import { marksOf } from "./marks.ts";
import { ProblemList } from "./problem-list.tsx";

const styleNames: Record<Style, string> = { loop: "Loop", events: "Events" };
const styleTitles: Record<Style, string> = {
  loop: "You own the connection from top to bottom",
  events: "Node's ws: the library calls you",
};

interface CodePaneProps {
  readonly session: LessonSession;
  readonly runChecks: () => void;
}

export function CodePane({ session, runChecks }: CodePaneProps) {
  const draft = useStore(session.draft);
  const [trouble, setTrouble] = useState<string | null>(null);
  const after = useRef<HTMLDivElement>(null);
  const { problems, fault } = draft;
  const marks = useMemo(() => marksOf(problems, fault), [problems, fault]);
  const isDark = useIsDark();
  return (
    <>
      <div className="pane-head">
        <h2>Code</h2>
        <StyleSwitch style={draft.style} choose={async (style) => setTrouble(await session.changeStyle(style))} />
        <span className="spacer" />
        <HistoryDialog session={session} />
      </div>
      {trouble ? (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      ) : null}
      <div className="editor-place">
        <Editor
          key={draft.style}
          text={draft.text}
          origin={draft.origin}
          marks={marks}
          isDark={isDark}
          edited={(text) => session.autosave.edited(text)}
          runChecks={runChecks}
          saveNow={() => void session.autosave.flush()}
          leave={() => after.current?.querySelector<HTMLElement>("select, button")?.focus()}
          attach={(port) => {
            session.editor = port;
          }}
        />
      </div>
      <div ref={after} className="code-foot">
        <LoadStatus session={session} />
        <ProblemList draft={draft} go={(line, column) => session.editor?.reveal(line, column)} />
      </div>
    </>
  );
}

interface StyleSwitchProps {
  readonly style: Style;
  readonly choose: (style: Style) => void;
}

function StyleSwitch({ style, choose }: StyleSwitchProps) {
  return (
    <fieldset className="switch">
      <legend className="unseen">Style of the handler</legend>
      {styles.map((each) => (
        <button
          key={each}
          type="button"
          title={styleTitles[each]}
          aria-pressed={each === style}
          onClick={() => each !== style && choose(each)}
        >
          {styleNames[each]}
        </button>
      ))}
    </fieldset>
  );
}
