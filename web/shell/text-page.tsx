// The frame of a page to read, in one column: the bar at its top, and its text.
import type { ReactNode } from "react";
import { Link } from "../ui/link.tsx";
import { PageMenu } from "./page-menu.tsx";

interface TextPageProps {
  /** A class of its own. */
  readonly name?: string;
  /** Its brand leads to the start page, which is a document of its own, in place of the lessons. */
  readonly isTop?: boolean;
  /** Beside the menu. */
  readonly bar?: ReactNode;
  readonly children: ReactNode;
}

export function TextPage({ name = "", isTop = false, bar = null, children }: TextPageProps) {
  return (
    <div className={`course ${name}`}>
      <header className={`page-bar ${bar === null ? "row" : "flow"}`}>
        {isTop ? (
          <a className="brand" href="/" aria-label="ws101, start page">
            ws101
          </a>
        ) : (
          <Link className="brand" href="/lessons" aria-label="ws101, all lessons">
            ws101
          </Link>
        )}
        <span className="spacer" />
        {bar}
        <PageMenu />
      </header>
      <main>{children}</main>
    </div>
  );
}
