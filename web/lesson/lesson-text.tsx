// The lesson's text, rendered by the server, with its try buttons and links.
import {
  lazy,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { type LabKind, labKindSchema, type Style } from "../../server/protocol/lesson.ts";
import type { Pane } from "../../server/protocol/panes.ts";
import { LessonErrors } from "../course/lesson-errors.tsx";
import { usePage } from "../shell/page-context.ts";
import { Html } from "../ui/html.tsx";
import { follow } from "../ui/link.tsx";
import { patchHtml } from "../ui/patch-html.ts";
import { usePart, useStore } from "../ui/store.ts";
import type { LessonSession } from "./lesson-session.ts";
import { parseCommands } from "./run-try.ts";
import { doneSteps, showSteps, useOpenSteps } from "./steps.ts";

/** Loaded when a learner opens one. */
const LabDialog = lazy(() => import("../lab/lab-dialog.tsx"));

interface LessonTextProps {
  readonly session: LessonSession;
  /** Shows a pane that the layout hides. */
  readonly show: (pane: Pane) => void;
  /** Reports what a button or link did. */
  readonly say: (message: string) => void;
  /** What was reported, if it is to be shown in this pane. */
  readonly message: ReactNode;
}

export function LessonText({ session, show, say, message }: LessonTextProps) {
  const isRunning = useRef(false);
  const style = usePart(session.draft, (draft) => draft.style);
  const text = useRef<HTMLElement>(null);
  const html = useNewText(session, text);
  useStepProgress(session, style, text);
  useInstructorStep(session.lesson.slug, text);
  const [lab, setLab] = useState<LabKind | null>(null);
  const closeLab = useCallback(() => setLab(null), []);
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const button = target.closest<HTMLButtonElement>("button.try");
    if (button && !isRunning.current) {
      show("clients");
      isRunning.current = true;
      void press(session, button, say).finally(() => {
        isRunning.current = false;
      });
    }
    const line = target.closest<HTMLElement>("a.focus-line");
    if (line) {
      event.preventDefault();
      show("code");
      // A hidden editor cannot take the focus.
      requestAnimationFrame(() => say(revealLine(session, line.dataset.find ?? "")));
    }
    const opened = labKindSchema.safeParse(target.closest<HTMLElement>("button.lab")?.dataset.lab);
    if (opened.success) setLab(opened.data);
    const lesson = target.closest<HTMLAnchorElement>("a.lesson-link");
    if (lesson) follow(event, lesson.pathname);
  };
  const content = { ref: text, "data-writes": style };
  return (
    <>
      <div className="pane-head flow line-below">
        <h2>Lesson</h2>
      </div>
      <LessonErrors lesson={session.lesson.slug} pane="lesson" />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on a button or link is a click too */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard */}
      <section {...content} className="lesson-text fill scroll" aria-label="Lesson text" tabIndex={0} onClick={onClick}>
        <Html className="prose" html={html} />
      </section>
      {message}
      <Suspense>{lab === null ? null : <LabDialog session={session} kind={lab} close={closeLab} />}</Suspense>
    </>
  );
}

/** Returns the HTML to render at first. A newer text is put into it without moving the focus or what is being read. */
function useNewText(session: LessonSession, text: RefObject<HTMLElement | null>): string {
  const { html } = useStore(session.content);
  const first = useRef(html);
  const shown = useRef(html);
  useLayoutEffect(() => {
    const prose = text.current?.querySelector(".prose");
    if (prose && shown.current !== html) patchHtml(prose, html);
    shown.current = html;
  }, [html, text]);
  return first.current;
}

function useStepProgress(session: LessonSession, style: Style, text: RefObject<HTMLElement | null>): void {
  const lesson = useStore(session.content);
  const open = useOpenSteps(session);
  const done = usePart(session.run, (run) => doneSteps(lesson, run, style).join());
  useEffect(() => {
    const isDone = done.split(",").map((each) => each === "true");
    if (text.current) showSteps(text.current, lesson.steps, isDone, open);
  }, [done, lesson, open, text]);
}

/** Scrolls to the step of an instructor whom the page follows. The focus stays where it is. */
function useInstructorStep(slug: string, text: RefObject<HTMLElement | null>): void {
  const { workshop } = usePage();
  useEffect(() => {
    const showStep = (step: number) => {
      const before = text.current?.scrollTop ?? 0;
      // A page that has just been rendered has its layout after this frame.
      requestAnimationFrame(() => scrollToStep(text.current, step));
      return () => text.current?.scrollTo({ top: before });
    };
    return workshop.attachText(slug, showStep);
  }, [workshop, slug, text]);
}

function scrollToStep(scroller: HTMLElement | null, step: number): void {
  const section = scroller?.querySelector(`.step[data-step="${step}"]`);
  if (!scroller || !section) return;
  scroller.scrollTop += section.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

/** The last report of the lesson's text; it goes away once there was time to read it. */
export function useLessonMessage(): [string, (message: string) => void] {
  const [message, setMessage] = useState("");
  useEffect(() => {
    if (message === "") return;
    const timer = setTimeout(() => setMessage(""), shownMs(message));
    return () => clearTimeout(timer);
  }, [message]);
  return [message, setMessage];
}

export function LessonMessage({ text }: { readonly text: string }) {
  return (
    <p role="status" className="lesson-message banner small line-above" hidden={text === ""}>
      {text}
    </p>
  );
}

/** How long the result of a try button is shown: long enough to read it at 200 words a minute. */
function shownMs(message: string): number {
  return Math.max(4_000, message.split(" ").length * 300);
}

/** Runs the button's steps. No other try button can be started meanwhile. */
async function press(session: LessonSession, button: HTMLButtonElement, say: (text: string) => void): Promise<void> {
  const commands = parseCommands(button.dataset.try ?? "");
  if (commands === null) return;
  const label = button.textContent.trim();
  const all = [...(button.closest(".prose")?.querySelectorAll<HTMLElement>("button.try") ?? [])];
  for (const each of all) each.ariaDisabled = "true";
  button.ariaBusy = "true";
  const problem = await session.runTry(commands, (number, count) => {
    button.style.setProperty("--progress", `${(number - 1) / count}`);
    say(count > 1 ? `${label}: step ${number} of ${count}…` : "");
  });
  for (const each of all) each.ariaDisabled = null;
  button.ariaBusy = null;
  button.style.removeProperty("--progress");
  say(problem === null ? `Done: ${label}` : `Stopped: ${problem}`);
}

/** Returns a message if the learner has changed the line. */
function revealLine(session: LessonSession, quoted: string): string {
  const lines = session.draft.get().text.split("\n");
  const alternatives = quoted.split(" || ");
  const index = lines.findIndex((line) => alternatives.some((text) => line.includes(text)));
  if (index < 0) return "That line is no longer in your code.";
  session.editor?.reveal(index + 1, 1);
  return "";
}
