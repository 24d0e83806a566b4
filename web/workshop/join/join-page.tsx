// The page on which a learner joins a workshop, often on a phone.

import { type FormEvent, type ReactNode, useEffect, useId, useReducer, useRef } from "react";
import { resumeAt } from "../../../server/protocol/progress.ts";
import type { MemberView } from "../../../server/protocol/workshop.ts";
import { dropDrafts } from "../../code/draft-storage.ts";
import { fetchCourse } from "../../course/course.ts";
import { workText } from "../../course/devices.ts";
import { getJoinInfo, joinWorkshop } from "../../net/calls.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { usePage } from "../../shell/page-context.ts";
import { TextPage } from "../../shell/text-page.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { groupLesson, isOpen, noMembership, readChoices } from "../member/membership.ts";
import { codeProblem, type Join, type JoinAction, type JoinPhase, reduceJoin, startJoin } from "./join-state.ts";

type Dispatch = (action: JoinAction) => void;

export function JoinPage({ code }: { readonly code: string | null }) {
  const { boot } = usePage();
  const known = useRef(boot.at(window.location.pathname).join ?? null).current;
  const [join, dispatch] = useReducer(reduceJoin, null, () => startJoin(code, known));
  useTitle("Join a workshop · ws101");
  useEffect(() => {
    if (code !== null && known === null) void lookUp(code, dispatch);
  }, [code, known]);
  return (
    <TextPage name="join">
      <div className="page-head">
        <h1>{titleOf(join.phase)}</h1>
        <p className="lead muted">{introductions[join.phase.at]}</p>
      </div>
      <div className="join-box card">
        <Phase key={join.phase.at} join={join} dispatch={dispatch} />
      </div>
    </TextPage>
  );
}

async function lookUp(code: string, dispatch: Dispatch): Promise<void> {
  dispatch({ type: "busy" });
  dispatch({ type: "found", answer: await getJoinInfo(code) });
}

function titleOf(phase: JoinPhase): string {
  if (phase.at === "code") return "Join a workshop";
  return phase.at === "joined" ? `You have joined “${phase.view.workshop.title}”` : phase.info.title;
}

const introductions: Record<JoinPhase["at"], string> = {
  code: "Your instructor shows a code of six letters and digits.",
  name: "Join the workshop with the name by which your instructor knows you. No account is needed.",
  taken: "Join the workshop with the name by which your instructor knows you. No account is needed.",
  replace: "Your personal code is right. One question first:",
  joined: "Your instructor now sees how far you are, your runs of the checks, and your code when they help you.",
};

type PhaseAt<At extends JoinPhase["at"]> = Extract<JoinPhase, { readonly at: At }>;

interface PhaseProps {
  readonly join: Join;
  readonly dispatch: Dispatch;
}

function Phase({ join, dispatch }: PhaseProps) {
  switch (join.phase.at) {
    case "code":
      return <CodeForm join={join} dispatch={dispatch} />;
    case "name":
      return <NameForm join={join} dispatch={dispatch} member={join.phase.info.member} />;
    case "taken":
      return <TakenForm join={join} dispatch={dispatch} phase={join.phase} />;
    case "replace":
      return <ReplaceForm join={join} dispatch={dispatch} phase={join.phase} />;
    case "joined":
      return <Joined {...join.phase} />;
    default:
      return join.phase satisfies never;
  }
}

function CodeForm({ join, dispatch }: PhaseProps) {
  const submit = () => {
    const problem = codeProblem(join.code);
    if (problem === null) void lookUp(join.code, dispatch);
    else dispatch({ type: "problem", text: problem });
  };
  return (
    <Form join={join} submit={submit} label={join.isBusy ? "Looking for the workshop…" : "Continue"}>
      <Field
        label="Code"
        kind="code"
        value={join.code}
        isWrong={join.problem !== ""}
        change={(text) => dispatch({ type: "code", text })}
      />
    </Form>
  );
}

/** `replace`: even if this browser has other work. */
type Continuing = { readonly personalCode: string; readonly replace: boolean };

async function send(join: Join, dispatch: Dispatch, name: string, continuing?: Continuing): Promise<void> {
  dispatch({ type: "busy" });
  const answer = await joinWorkshop({ code: join.code, name, ...continuing });
  const isSomeoneElse = continuing !== undefined && answer.ok && answer.value.result === "joined";
  // Unsent drafts belong to the learner that this browser was before.
  if (isSomeoneElse) dropDrafts(window.localStorage);
  dispatch({ type: "answered", answer });
}

function NameForm({ join, dispatch, member }: PhaseProps & { readonly member: string | null }) {
  const submit = () => {
    if (join.name.trim() === "") dispatch({ type: "problem", text: nameMissing });
    else void send(join, dispatch, join.name);
  };
  const isBack = member !== null && join.name === member;
  return (
    <Form join={join} submit={submit} label={join.isBusy ? "Joining…" : isBack ? `Continue as ${member}` : "Join"}>
      {isBack ? <p>You have joined from this browser before.</p> : null}
      <NameField join={join} dispatch={dispatch} />
      <button type="button" className="quiet" onClick={() => dispatch({ type: "another-code" })}>
        Use another code
      </button>
    </Form>
  );
}

const nameMissing = "Type your name: your instructor sees it next to your progress.";

function NameField({ join, dispatch }: PhaseProps) {
  const change = (text: string) => dispatch({ type: "name", text });
  return <Field label="Your name" kind="name" value={join.name} isWrong={join.problem !== ""} change={change} />;
}

/** Two people of one name, or the same person on another device. */
function TakenForm({ join, dispatch, phase }: PhaseProps & { readonly phase: PhaseAt<"taken"> }) {
  const { taken, suggestion } = phase;
  const isRenamed = join.name !== taken;
  const submit = () => {
    if (isRenamed) void send(join, dispatch, join.name);
    else if (join.personalCode === "")
      dispatch({ type: "problem", text: "Type the personal code, or choose another name." });
    else void send(join, dispatch, taken, { personalCode: join.personalCode, replace: false });
  };
  return (
    <Form join={join} submit={submit} label={join.isBusy ? "Joining…" : isRenamed ? "Join" : `Continue as ${taken}`}>
      <p role="status">
        <b>Someone called {taken} has already joined.</b> If that is someone else, choose another name. If it is you, on
        another device, type the personal code that you wrote down.
      </p>
      <button type="button" onClick={() => void send(join, dispatch, suggestion)}>
        Join as {suggestion}
      </button>
      <NameField join={join} dispatch={dispatch} />
      {isRenamed ? null : (
        <Field
          label={`Personal code of ${taken}`}
          kind="code"
          value={join.personalCode}
          isWrong={join.problem !== ""}
          change={(text) => dispatch({ type: "personal-code", text })}
        />
      )}
    </Form>
  );
}

/** This browser becomes another learner: what its own one has made is then out of reach. */
function ReplaceForm({ join, dispatch, phase }: PhaseProps & { readonly phase: PhaseAt<"replace"> }) {
  const { taken, here } = phase;
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => place.current?.focus(), []);
  const submit = () => void send(join, dispatch, taken, { personalCode: join.personalCode, replace: true });
  return (
    <Form join={join} submit={submit} label={join.isBusy ? "Joining…" : `Continue as ${taken}`}>
      <p ref={place} tabIndex={-1}>
        <b>This browser has other work: {workText(here)}.</b> If you continue as {taken}, that work stays on the server,
        but this browser can no longer reach it. To keep it within reach, first get a code for it on the course’s page,
        under “Use another device”.
      </p>
      <button type="button" onClick={() => dispatch({ type: "keep" })}>
        Keep this browser’s work, and join under another name
      </button>
    </Form>
  );
}

interface FormProps {
  readonly join: Join;
  readonly submit: () => void;
  readonly label: string;
  readonly children: ReactNode;
}

function Form({ join, submit, label, children }: FormProps) {
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!join.isBusy) submit();
  };
  return (
    <form className="stack" onSubmit={onSubmit}>
      {children}
      <p role="status" className="toned bad unless-empty">
        {join.problem}
      </p>
      <button type="submit" className="primary" aria-disabled={join.isBusy}>
        {label}
      </button>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly kind: "code" | "name";
  readonly value: string;
  readonly isWrong: boolean;
  readonly change: (text: string) => void;
}

const fieldHints = {
  code: { autoCapitalize: "characters", autoComplete: "off", spellCheck: false, maxLength: 32 },
  name: { autoCapitalize: "words", autoComplete: "name", spellCheck: false, maxLength: 80 },
} as const;

function Field({ label, kind, value, isWrong, change }: FieldProps) {
  const id = useId();
  return (
    <div className="stack join-field">
      <label className="strong" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="large"
        {...fieldHints[kind]}
        value={value}
        aria-invalid={isWrong}
        onChange={({ target }) => change(target.value)}
      />
    </div>
  );
}

/** Without a personal code, this browser had joined before, and has shown it. */
function Joined({ view, personalCode }: PhaseAt<"joined">) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone.
  useEffect(() => heading.current?.focus(), []);
  const { title, href } = useOpenLesson(view);
  return (
    <div className="stack">
      <h2 ref={heading} className="title" tabIndex={-1}>
        Welcome, {view.me.name}
      </h2>
      {personalCode === null ? null : (
        <section className="stack" aria-label="Your personal code">
          <p>
            <b>Write down your personal code.</b> With it and your name, you continue on another device or in another
            browser. It is shown only now.
          </p>
          <div className="device-code flow">
            <output aria-label={`Personal code: ${[...personalCode].join(" ")}`}>{personalCode}</output>
            <CopyButton text={personalCode} />
          </div>
        </section>
      )}
      {/* Reloads the page: this browser may have become another learner. */}
      <a className="button primary" href={href}>
        {title}
      </a>
    </div>
  );
}

/** The lesson where the group is, or else where the learner continues. */
function useOpenLesson(view: MemberView): { readonly title: string; readonly href: string } {
  const { loaded } = useAnswer(fetchCourse);
  if (loaded.phase !== "here") return { title: "Go to the lessons", href: "/lessons" };
  const { lessons: course, progress } = loaded.value;
  const membership = { ...noMembership(readChoices(window.localStorage)), view, course };
  const open = course.filter(({ slug }) => isOpen(membership, slug));
  const group = groupLesson(membership);
  const lesson = open.find(({ slug }) => slug === group) ?? resumeAt(open, progress)?.lesson ?? null;
  return lesson === null
    ? { title: "Go to the lessons", href: "/lessons" }
    : { title: `Open the lesson: ${lesson.title}`, href: `/lessons/${lesson.slug}` };
}
