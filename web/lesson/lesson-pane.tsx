// The left pane: the lesson's text, and the walkthrough beside it.
import { useState } from "react";
import type { LessonSession } from "../session/lesson-session.ts";
import { Tabs } from "../shell/tabs.tsx";
import { LessonText } from "./lesson-text.tsx";
import type { Pane } from "./panes.ts";

interface LessonPaneProps {
  readonly session: LessonSession;
  /** Brings a pane to the front where only one is seen at a time. */
  readonly show: (pane: Pane) => void;
}

const tabs = [{ key: "text" as const, label: "Text" }];
type Panel = (typeof tabs)[number]["key"];

export function LessonPane({ session, show }: LessonPaneProps) {
  const [panel, setPanel] = useState<Panel>("text");
  return (
    <>
      <div className="pane-head">
        <h2 className="unseen">Lesson</h2>
        <Tabs label="Ways to take the lesson" id="reading" tabs={tabs} current={panel} choose={setPanel} />
      </div>
      <div
        className="tab-body"
        role="tabpanel"
        id="reading-text"
        aria-labelledby="reading-tab-text"
        hidden={panel !== "text"}
      >
        <LessonText session={session} show={show} />
      </div>
    </>
  );
}
