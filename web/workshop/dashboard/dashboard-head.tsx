// The head of the dashboard: the workshop, who is here, where the class is, and what concerns everyone.
import { useId, useRef, useState } from "react";
import { usePage } from "../../shell/page-context.ts";
import { PageMenu } from "../../shell/page-menu.tsx";
import { useCommands } from "../../shell/use-commands.ts";
import { countText } from "../../ui/format.ts";
import { Link } from "../../ui/link.tsx";
import { useStore } from "../../ui/store.ts";
import { TogetherDialog } from "../classroom/together-dialog.tsx";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { endText, groupedCode } from "../instructor/workshop-list.tsx";
import type { ClassPlace } from "../roster/class-place.ts";
import { blockedMembers, isOnline } from "../roster/learner-rows.ts";
import { AnnounceDialog } from "./announce-dialog.tsx";
import { BlockedDialog } from "./blocked-dialog.tsx";
import { ClassPlaceControls } from "./class-place-controls.tsx";
import { CommandButton } from "./command-button.tsx";
import { useDashboard, useLearners, useWorkshop } from "./dashboard-context.ts";
import { TimerControl } from "./timer-control.tsx";

interface DashboardHeadProps {
  readonly place: ClassPlace | null;
  readonly move: (place: ClassPlace) => void;
  readonly openJoin: () => void;
  readonly toggleProjected: () => void;
}

export function DashboardHead({ place, move, openJoin, toggleProjected }: DashboardHeadProps) {
  const { title, code, endedAtMs, frozen } = useWorkshop();
  const { isProjected, signOut } = useDashboard();
  const hasEnded = endedAtMs !== null;
  return (
    <header className="dashboard-head rigid line-below surface">
      <div className="flow">
        <Link className="brand" href="/instructor" aria-label="ws101, all workshops">
          ws101
        </Link>
        <h1 className="breakable">
          <bdi>{title}</bdi>
        </h1>
        <Presence />
        <span className="spacer" />
        {hasEnded ? null : (
          <button type="button" className="join-button" aria-haspopup="dialog" onClick={openJoin}>
            Join <code>{groupedCode(code)}</code>
          </button>
        )}
        {isProjected ? (
          <button type="button" className="quiet" onClick={toggleProjected}>
            Leave projector mode
          </button>
        ) : (
          <PageMenu />
        )}
        {/* Until the end, it is under More. */}
        {hasEnded && !isProjected ? (
          <button type="button" className="quiet" onClick={signOut}>
            Sign out
          </button>
        ) : null}
      </div>
      {hasEnded || isProjected ? null : (
        <div className="dashboard-bar flow apart line-above" role="toolbar" aria-label="Workshop">
          {place === null ? null : <ClassPlaceControls place={place} move={move} />}
          <div className="flow">
            <TogetherDialog place={place?.lesson ?? null} />
            <TimerControl />
            <AnnounceDialog />
            <CommandButton
              className="small toggle"
              aria-pressed={frozen}
              title="Makes everyone's editor read-only, for attention"
              command={{ do: "freeze", frozen: !frozen }}
            >
              Freeze
            </CommandButton>
            <MoreMenu toggleProjected={toggleProjected} />
          </div>
        </div>
      )}
    </header>
  );
}

function Presence() {
  const { roster } = useDashboard();
  const { isStale, state } = useStore(roster);
  const members = useLearners();
  const online = members.filter(({ member }) => isOnline(member)).length;
  return (
    <p className="muted small row">
      <span className={`dot toned ${isStale ? "warn" : online > 0 ? "good" : ""}`} aria-hidden="true" />
      {state.endedAtMs === null ? (
        <span>
          <b>{online}</b> online of {members.length}
        </span>
      ) : (
        <span>{countText(members.length, "learner")}</span>
      )}
      <span role="status">{isStale ? "· not live: waiting for the server" : ""}</span>
    </p>
  );
}

function MoreMenu({ toggleProjected }: { readonly toggleProjected: () => void }) {
  const menuId = useId();
  const menu = useRef<HTMLDivElement>(null);
  const { id, name, run, signOut } = useDashboard();
  const { joinClosed, members } = useWorkshop();
  const blocked = blockedMembers({ members }).length;
  const [isEnding, setEnding] = useState(false);
  const [isListing, setListing] = useState(false);
  const { notices } = usePage();
  const newCode = async () => {
    const result = await run({ do: "new-code" });
    if (result !== null)
      notices.dispatch({ type: "show", text: "The workshop has a new join code. The old one is no longer valid." });
  };
  useCommands(() => [
    {
      id: "workshop.projector",
      title: "Projector mode",
      group: "Page",
      words: "anonymous large",
      key: "projector",
      run: toggleProjected,
    },
    { id: "workshop.end", title: "End the workshop", group: "Page", run: () => setEnding(true) },
    { id: "workshop.sign-out", title: "Sign out", group: "Page", words: "instructor", run: signOut },
  ]);
  const choose = (act: () => void) => () => {
    menu.current?.hidePopover();
    act();
  };
  return (
    <>
      <button type="button" className="small" popoverTarget={menuId}>
        More
      </button>
      <div
        ref={menu}
        id={menuId}
        popover="auto"
        className="menu raised small"
        role="dialog"
        aria-label="More workshop tools"
      >
        <div className="stack">
          <button type="button" className="small" onClick={choose(toggleProjected)}>
            Projector mode <kbd>P</kbd>
          </button>
          <button type="button" className="small" onClick={choose(() => void newCode())}>
            New join code
          </button>
          <button
            type="button"
            className="small"
            onClick={choose(() => void run({ do: "close-join", closed: !joinClosed }))}
          >
            {joinClosed ? "Open joining" : "Close joining"}
          </button>
          {blocked === 0 ? null : (
            <button type="button" className="small" onClick={choose(() => setListing(true))}>
              Blocked people ({blocked})…
            </button>
          )}
          <Link className="button small" href={`/instructor/${id}/results`}>
            Results and code
          </Link>
          <button type="button" className="small danger" onClick={choose(() => setEnding(true))}>
            End the workshop…
          </button>
          <p className="muted">
            Signed in as <bdi>{name}</bdi>
          </p>
          <button type="button" className="small" onClick={choose(signOut)}>
            Sign out
          </button>
        </div>
      </div>
      {isListing ? <BlockedDialog close={() => setListing(false)} /> : null}
      {isEnding ? (
        <ConfirmDialog
          title="End the workshop?"
          act="End the workshop"
          run={async () => {
            await run({ do: "end" });
            setEnding(false);
          }}
          close={() => setEnding(false)}
        >
          <p>{endText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
