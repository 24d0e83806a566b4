// The frame of a page to read, in one column: the bar at its top, and its text.
import type { ReactNode } from "react";
import { Link } from "../ui/link.tsx";
import { PageMenu } from "./page-menu.tsx";

interface TextPageProps {
  /** A class of its own. */
  readonly name?: string;
  /** Leads elsewhere than to the lessons. */
  readonly brand?: ReactNode;
  /** Beside the menu. */
  readonly bar?: ReactNode;
  readonly children: ReactNode;
}

export function TextPage({ name = "", brand = <LessonsBrand />, bar = null, children }: TextPageProps) {
  return (
    <div className={`course ${name}`}>
      <header className={`course-bar ${bar === null ? "row" : "flow"}`}>
        {brand}
        <span className="spacer" />
        {bar}
        <PageMenu />
      </header>
      <main>{children}</main>
    </div>
  );
}

function LessonsBrand() {
  return (
    <Link className="brand" href="/lessons" aria-label="ws101, all lessons">
      ws101
    </Link>
  );
}
