// An instructor looks at a member's lesson: the lesson's panes, live and read-only, and edited with consent.

import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import type { MemberLesson } from "../../../server/protocol/http.ts";
import type { Lesson } from "../../../server/protocol/lesson.ts";
import type { ShownPanes } from "../../../server/protocol/panes.ts";
import type { CodeTab } from "../../code/code-view.ts";
import { type LessonAccess, memberAccess } from "../../lesson/lesson-access.ts";
import { LessonSession } from "../../lesson/lesson-session.ts";
import { Workbench } from "../../lesson/workbench.tsx";
import type { Answer } from "../../net/api.ts";
import { getLesson, getMemberLesson } from "../../net/calls.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { readQuery, writeQuery } from "../../shell/route.ts";
import { Failure } from "../../ui/failure.tsx";
import { Link } from "../../ui/link.tsx";
import { LoadingPage } from "../../ui/loading.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { useDashboard, useLearners } from "../dashboard/dashboard-context.ts";
import type { LearnerRow } from "../roster/learner-rows.ts";
import { LookHead } from "./look-head.tsx";
import { dashboardOf } from "./walk.ts";

export function LookPage({ member: id }: { readonly member: string }) {
  const { lessons } = useDashboard();
  const row = useLearners().find(({ member }) => member.id === id);
  const [slug, setSlug] = useState(() => readQuery("lesson") ?? row?.member.lesson ?? lessons[0]?.slug ?? "");
  const choose = (chosen: string) => {
    setSlug(chosen);
    writeQuery("lesson", chosen);
  };
  useTitle(`${row?.member.name ?? "Learner"} · ws101`);
  if (row === undefined) return <NoLook text="This learner is not in the workshop, or has left it." />;
  return <LessonLook key={slug} row={row} slug={slug} choose={choose} />;
}

function NoLook({ text, retry = null }: { readonly text: string; readonly retry?: (() => void) | null }) {
  const { id } = useDashboard();
  return (
    <Failure title="Couldn't look at this learner" text={text} retry={retry}>
      <Link className="button" href={dashboardOf(id)}>
        Back to the dashboard
      </Link>
    </Failure>
  );
}

interface LessonLookProps {
  readonly row: LearnerRow;
  readonly slug: string;
  readonly choose: (slug: string) => void;
}

interface Opened {
  readonly lesson: Lesson;
  readonly work: MemberLesson;
}

function LessonLook({ row, slug, choose }: LessonLookProps) {
  const { id: workshop } = useDashboard();
  const { id: member } = row.member;
  const load = useCallback(async (): Promise<Answer<Opened>> => {
    const [lesson, work] = await Promise.all([getLesson(slug), getMemberLesson(workshop, member, slug)]);
    if (!lesson.ok) return lesson;
    if (!work.ok) return work;
    return { ok: true, value: { lesson: lesson.value, work: work.value } };
  }, [workshop, member, slug]);
  const { loaded, retry } = useAnswer(load);
  const end = useLookEnd();
  if (end !== null) return <NoLook text={end} />;
  if (loaded.phase === "failed") return <NoLook text={loaded.message} retry={retry} />;
  if (loaded.phase === "loading") return <LoadingPage>Loading what {row.member.name} has…</LoadingPage>;
  return <OpenLook row={row} choose={choose} {...loaded.value} />;
}

/** Why the server shows nothing more; null while it does. */
function useLookEnd(): string | null {
  const { channel } = usePage();
  const [end, setEnd] = useState<string | null>(null);
  useEffect(() => channel.subscribe((message) => message.type === "look-ended" && setEnd(message.text)), [channel]);
  return end;
}

type OpenLookProps = Opened & Omit<LessonLookProps, "slug">;

function OpenLook({ row, choose, lesson, work }: OpenLookProps) {
  const { name: instructor } = useDashboard();
  const { member } = row;
  const { session, access } = useLookSession(member.id, member.name, { lesson, work });
  const { editing } = member;
  const mayEdit = editing?.state === "accepted" && editing.by === instructor && editing.lesson === lesson.slug;
  useEffect(() => access?.mayEdit.dispatch(mayEdit), [access, mayEdit]);
  if (session === null) return null;
  const head = <LookHead session={session} row={row} choose={choose} />;
  return <Workbench session={session} parts={{ head, panes: lookPanes, tabs: lookTabs }} />;
}

/** An instructor who looks at a member's work sees everything but the text, and has read the lesson. */
const lookPanes: ShownPanes = { shown: ["code", "clients", "wire", "checks"], first: "code" };
const lookTabs: readonly CodeTab[] = ["handler", "solution", "history"];

interface LookSession {
  readonly session: LessonSession | null;
  readonly access: LessonAccess | null;
}

function useLookSession(member: string, name: string, { lesson, work }: Opened): LookSession {
  const { id: workshop, name: instructor } = useDashboard();
  const { channel, settings } = usePage();
  const [opened, setOpened] = useState<LookSession>({ session: null, access: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new name of the member does not open the lesson again
  useLayoutEffect(() => {
    const access = memberAccess({ workshop, member, slug: lesson.slug, name, instructor });
    const session = new LessonSession({ lesson, code: work.code, channel, settings, access });
    setOpened({ session, access });
    return () => session.dispose();
  }, [workshop, member, lesson, work, channel, settings, instructor]);
  return opened;
}
