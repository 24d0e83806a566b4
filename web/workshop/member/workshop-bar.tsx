// The bar of a workshop above the course and lesson pages.
import { type ReactNode, useEffect, useState } from "react";
import type { MemberView } from "../../../server/protocol/workshop.ts";
import { usePage } from "../../shell/page-context.ts";
import { lessonOf, usePath } from "../../shell/route.ts";
import { useCommands } from "../../shell/use-commands.ts";
import { useSingleKey } from "../../shell/use-single-key.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { timeLeft } from "../../ui/format.ts";
import { Link } from "../../ui/link.tsx";
import { useStore } from "../../ui/store.ts";
import { useNow } from "../../ui/use-now.ts";
import { Hand } from "./hand.tsx";
import { useTyping } from "./member-hooks.ts";
import {
  editingText,
  endpointText,
  endText,
  frozenText,
  moveText,
  placeText,
  timerAnnouncement,
} from "./member-text.ts";
import { announcementOf, type Membership } from "./membership.ts";

export function WorkshopBar() {
  const { workshop } = usePage();
  const membership = useStore(workshop.store);
  const { view, end } = membership;
  useTyping(workshop.typed);
  return (
    <>
      <Banner text={end && endText(end)}>
        {end && <Act label="OK" run={() => workshop.dismiss(end.workshop.id)} />}
      </Banner>
      {view === null ? null : <Bar view={view} membership={membership} />}
    </>
  );
}

interface BarProps {
  readonly view: MemberView;
  readonly membership: Membership;
}

function Bar({ view, membership }: BarProps) {
  const [isHandOpen, setHandOpen] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const openHand = () => setHandOpen(true);
  // In the dialog, the hand can be lowered too.
  useSingleKey("hand", openHand);
  useBarCommands(view, openHand, () => setLeaving(true));
  return (
    <section className="workshop-bar rigid" aria-label="Workshop">
      <div className="workshop-main flow small line-below surface">
        <p className="workshop-title row">
          <b className="clip" title={view.workshop.title}>
            {view.workshop.title}
          </b>{" "}
          <span className="workshop-name muted breakable">as {view.me.name}</span>
        </p>
        {view.timer === null ? null : <Timer {...view.timer} aheadMs={membership.clockAheadMs} />}
        <Follow view={view} membership={membership} />
        <span className="spacer" />
        <Hand hand={view.me.hand} isOpen={isHandOpen} setOpen={setHandOpen} />
        <button type="button" className="quiet" aria-haspopup="dialog" onClick={() => setLeaving(true)}>
          Leave
        </button>
      </div>
      <AnnouncementLine membership={membership} />
      <Banner text={view.frozen ? frozenText(view) : null} tone="warn" />
      <EndpointLine view={view} membership={membership} />
      <EditingLine view={view} membership={membership} />
      {isLeaving ? <LeaveDialog title={view.workshop.title} close={() => setLeaving(false)} /> : null}
    </section>
  );
}

interface BannerProps {
  /** Null: the banner waits in the document, as a live region must. */
  readonly text: ReactNode;
  readonly tone?: "good" | "warn";
  readonly children?: ReactNode;
}

function Banner({ text, tone, children = null }: BannerProps) {
  return (
    <div role="status" className="banner flow small line-below" data-tone={tone} hidden={text === null}>
      {text === null ? null : (
        <>
          <p className="breakable">{text}</p>
          <div className="actions">{children}</div>
        </>
      )}
    </div>
  );
}

interface ActProps {
  readonly label: string;
  readonly run: () => void;
  readonly isPrimary?: boolean;
}

function Act({ label, run, isPrimary = false }: ActProps) {
  return (
    <button type="button" className={isPrimary ? "primary small" : "small"} onClick={run}>
      {label}
    </button>
  );
}

function Timer({
  label,
  endsAtMs,
  aheadMs,
}: {
  readonly label: string;
  readonly endsAtMs: number;
  readonly aheadMs: number;
}) {
  const leftMs = endsAtMs - aheadMs - useNow(1_000);
  return (
    <p className="workshop-timer toned row" data-tone={leftMs <= 0 ? "warn" : undefined}>
      {label === "" ? null : (
        <span className="clip muted" title={label}>
          {label}{" "}
        </span>
      )}
      <b role="timer" aria-live="off" className="rigid nowrap">
        {leftMs <= 0 ? "Time is up" : timeLeft(leftMs)}
      </b>
      <span role="status" className="unseen">
        {timerAnnouncement(leftMs)}
      </span>
    </p>
  );
}

/** How long a move can be undone. */
const moveShownMs = 20_000;

/** Where the instructor is, and what the page did when they went there. */
function Follow({ view: { follow }, membership: { move, course, choices } }: BarProps) {
  const { workshop } = usePage();
  useEffect(() => {
    if (move === null) return;
    const timer = setTimeout(() => workshop.dismissMove(), moveShownMs);
    return () => clearTimeout(timer);
  }, [move, workshop]);
  if (follow === null) return null;
  const { by, place } = follow;
  const hasFollowed = move?.kind === "followed";
  return (
    <div className="workshop-follow flow">
      <p role="status">{move === null ? `${by} is at ${placeText(course, place)}` : moveText(course, move)}</p>
      {/* One button, which keeps the focus when a move can no longer be undone. */}
      <Act label={hasFollowed ? "Undo" : "Go there"} run={hasFollowed ? workshop.undo : workshop.goThere} />
      <label>
        <input
          type="checkbox"
          checked={choices.follows}
          onChange={({ target }) => workshop.setAutomatic(target.checked)}
        />
        Follow automatically
      </label>
    </div>
  );
}

function AnnouncementLine({ membership }: { readonly membership: Membership }) {
  const { workshop } = usePage();
  const announcement = announcementOf(membership);
  if (announcement === null) return <Banner text={null} tone="good" />;
  const { id, by, text } = announcement;
  const words = (
    <>
      <b>{by}:</b> <span className="pre-wrap">{text}</span>
    </>
  );
  return (
    <Banner text={words} tone="good">
      <Act label="Dismiss" run={() => workshop.dismiss(id)} />
    </Banner>
  );
}

/** Leads to the lesson in which this member's clients are connected to someone else's server. */
function EndpointLine({ view: { endpoint }, membership: { course } }: BarProps) {
  const here = lessonOf(usePath());
  const elsewhere = endpoint?.lesson === here ? null : endpoint;
  return (
    <Banner text={elsewhere && endpointText(elsewhere, course)}>
      <Link className="button small" href={`/lessons/${elsewhere?.lesson}`}>
        Go to the lesson
      </Link>
    </Banner>
  );
}

/** The instructor's request to edit this learner's code, and the state while they do. */
function EditingLine({ view: { me }, membership: { course } }: BarProps) {
  const { workshop } = usePage();
  const editing = me.editing?.state === "declined" ? null : me.editing;
  const answer = (allowed: boolean) => {
    if (editing !== null) void workshop.send({ do: "allow-editing", request: editing.id, allowed });
  };
  const isAsked = editing?.state === "asked";
  return (
    <Banner text={editing && editingText(editing, course)} tone="warn">
      {isAsked ? <Act label="Allow" run={() => answer(true)} isPrimary /> : null}
      <Act label={isAsked ? "Not now" : "Stop"} run={() => answer(false)} />
    </Banner>
  );
}

function LeaveDialog({ title, close }: { readonly title: string; readonly close: () => void }) {
  const { workshop } = usePage();
  const leave = () => {
    close();
    void workshop.send({ do: "leave" });
  };
  const actions = (
    <button type="button" className="danger small" onClick={leave}>
      Leave
    </button>
  );
  return (
    <Dialog title={`Leave “${title}”?`} close={close} actions={actions}>
      <p>
        Your instructor no longer sees your progress. Your code and your progress stay in this browser, and you can join
        again with the code.
      </p>
    </Dialog>
  );
}

function useBarCommands(view: MemberView, openHand: () => void, leave: () => void): void {
  const { workshop } = usePage();
  useCommands(() => {
    const { follows } = workshop.store.get().choices;
    const automatic = follows ? "Stop following automatically" : "Follow automatically";
    const hand = view.me.hand === null ? "Raise hand" : "Change or lower hand";
    const group = "Workshop";
    return [
      { id: "workshop.hand", title: hand, group, words: "help question", key: "hand", run: openHand },
      view.follow && {
        ...{ id: "workshop.go", title: `Go to ${view.follow.by}`, group, words: "follow" },
        run: workshop.goThere,
      },
      { id: "workshop.follow", title: automatic, group, run: () => workshop.setAutomatic(!follows) },
      { id: "workshop.leave", title: "Leave the workshop", group, run: leave },
    ];
  });
}
