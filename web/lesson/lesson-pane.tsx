// The left pane: the lesson's text, and the walkthrough beside it.
import { useState } from "react";
import { readQuery, writeQuery } from "../shell/route.ts";
import { TourPane } from "../tour/tour-pane.tsx";
import { Tabs } from "../ui/tabs.tsx";
import type { LessonSession } from "./lesson-session.ts";
import { LessonText } from "./lesson-text.tsx";
import type { Pane } from "./panes.ts";

interface LessonPaneProps {
  readonly session: LessonSession;
  /** Brings a pane to the front where only one is seen at a time. */
  readonly show: (pane: Pane) => void;
}

const tabs = [
  { key: "text", label: "Text" },
  { key: "walkthrough", label: "Walkthrough" },
] as const;
type Panel = (typeof tabs)[number]["key"];

export function LessonPane({ session, show }: LessonPaneProps) {
  const [panel, setPanel] = useState<Panel>(panelOfAddress);
  const choose = (chosen: Panel) => {
    setPanel(chosen);
    writeQuery("view", chosen);
  };
  return (
    <>
      <div className="pane-head">
        <h2 className="unseen">Lesson</h2>
        <Tabs label="Ways to take the lesson" id="reading" tabs={tabs} current={panel} choose={choose} />
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
      {panel === "walkthrough" ? (
        <div className="tab-body" role="tabpanel" id="reading-walkthrough" aria-labelledby="reading-tab-walkthrough">
          <TourPane session={session} />
        </div>
      ) : null}
    </>
  );
}

function panelOfAddress(): Panel {
  return readQuery("view") === "walkthrough" ? "walkthrough" : "text";
}
