// The header of the playground: the draft's title, which is edited in place, its menu, and Share.
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { LiveState } from "../lesson/lesson-head.tsx";
import { PageMenu } from "../shell/page-menu.tsx";
import { Link } from "../ui/link.tsx";
import { useStore } from "../ui/store.ts";
import type { TitleSession } from "./title-session.ts";

/** The page's dialogs: at most one is open. */
export type PlayDialog = "drafts" | "new" | "share" | "home";

interface PlayHeadProps {
  readonly title: TitleSession;
  /** What the draft was forked from, or null. */
  readonly origin: ReactNode;
  readonly open: (dialog: PlayDialog) => void;
  readonly canShare: boolean;
  /** Opens the browser's dialog for files to import. */
  readonly chooseFiles: () => void;
}

export function PlayHead({ title, origin, open, canShare, chooseFiles }: PlayHeadProps) {
  return (
    <header className="lesson-head play-head row">
      <Link className="brand" href="/lessons" aria-label="ws101, all lessons">
        ws101
      </Link>
      <div className="lesson-nav row">
        <TitleField title={title} />
        <PlayMenu open={open} canShare={canShare} chooseFiles={chooseFiles} />
      </div>
      {origin}
      <span className="spacer" />
      <button type="button" className="small play-drafts" aria-haspopup="dialog" onClick={() => open("drafts")}>
        Drafts
      </button>
      {canShare ? (
        <button type="button" className="small primary" aria-haspopup="dialog" onClick={() => open("share")}>
          Share
        </button>
      ) : null}
      <LiveState />
      <PageMenu />
    </header>
  );
}

function TitleField({ title: session }: { readonly title: TitleSession }) {
  const { typed, saved, error } = useStore(session.title);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") session.revert();
    if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <>
      <h1 className="unseen">{saved}</h1>
      <input
        className="play-title"
        aria-label="Title of the draft"
        aria-invalid={error !== null}
        aria-describedby={id}
        title={error ?? "Rename"}
        autoComplete="off"
        maxLength={80}
        value={typed}
        onChange={({ target }) => session.type(target.value)}
        onBlur={() => void session.commit()}
        onKeyDown={onKeyDown}
      />
      <span id={id} role="status" className={error === null ? "unseen" : "play-title-error bad toned small"}>
        {error === null ? "" : `Not renamed: ${error}`}
      </span>
    </>
  );
}

type PlayMenuProps = Pick<PlayHeadProps, "open" | "canShare" | "chooseFiles">;

function PlayMenu({ open, canShare, chooseFiles }: PlayMenuProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const item = (label: string, choose: () => void) => (
    <button
      type="button"
      className="quiet"
      aria-haspopup="dialog"
      onClick={() => {
        // Closing the menu first returns the focus to its button, to which the dialog will return it.
        menu.current?.hidePopover();
        choose();
      }}
    >
      {label}
    </button>
  );
  return (
    <>
      <button type="button" className="quiet nav-button" popoverTarget={id} aria-label="Draft menu" title="Draft menu">
        <span aria-hidden="true">▾</span>
      </button>
      <div ref={menu} id={id} popover="auto" className="play-menu raised small menu">
        {item("New draft", () => open("new"))}
        {item("All drafts", () => open("drafts"))}
        {canShare ? item("Share a link", () => open("share")) : null}
        {item("Take it home", () => open("home"))}
        {item("Import files", chooseFiles)}
      </div>
    </>
  );
}
