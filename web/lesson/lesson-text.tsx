// The lesson's text as the server rendered it, and what its buttons and links do.
import { type MouseEvent, useEffect, useRef, useState } from "react";
import { z } from "zod";
import { tryCommandSchema } from "../../server/protocol/lesson.ts";
import { Html } from "../ui/html.tsx";
import { follow } from "../ui/link.tsx";
import type { LessonSession } from "./lesson-session.ts";
import type { Pane } from "./panes.ts";

interface LessonTextProps {
  readonly session: LessonSession;
  /** Brings a pane to the front where only one is seen at a time. */
  readonly show: (pane: Pane) => void;
}

export function LessonText({ session, show }: LessonTextProps) {
  const [said, setSaid] = useState("");
  const isRunning = useRef(false);
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const button = target.closest<HTMLButtonElement>("button.try");
    if (button && !isRunning.current) {
      show("clients");
      isRunning.current = true;
      void press(session, button, setSaid).finally(() => {
        isRunning.current = false;
      });
    }
    const line = target.closest<HTMLElement>("a.focus-line");
    if (line) {
      event.preventDefault();
      show("code");
      // The editor has to be on the screen before it can take the focus.
      requestAnimationFrame(() => setSaid(revealLine(session, line.dataset.find ?? "")));
    }
    const lesson = target.closest<HTMLAnchorElement>("a.lesson-link");
    if (lesson) follow(event, lesson.pathname);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key on a button or link is a click too
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls has to be reachable by keyboard
    <section className="lesson-text" aria-label="Text of the lesson" tabIndex={0} onClick={onClick}>
      <Html className="prose" html={session.lesson.html} />
      <p role="status" className="said" hidden={said === ""}>
        {said}
      </p>
    </section>
  );
}

/** So long what a button did stands over the text. */
const saidMs = 4_000;

const commandsSchema = z.array(tryCommandSchema).max(50);

/** Runs the button's steps. No other try button can be started meanwhile. */
async function press(session: LessonSession, button: HTMLButtonElement, say: (text: string) => void): Promise<void> {
  const commands = commandsSchema.safeParse(readJson(button.dataset.try ?? ""));
  if (!commands.success) return;
  const label = button.textContent.trim();
  const all = [...(button.closest(".prose")?.querySelectorAll<HTMLElement>("button.try") ?? [])];
  for (const each of all) each.ariaDisabled = "true";
  button.ariaBusy = "true";
  const problem = await session.runTry(commands.data, (number, count) => {
    button.style.setProperty("--progress", `${(number - 1) / count}`);
    say(count > 1 ? `${label}: step ${number} of ${count}…` : "");
  });
  for (const each of all) each.ariaDisabled = null;
  button.ariaBusy = null;
  button.style.removeProperty("--progress");
  say(problem === null ? `Done: ${label}` : `Stopped: ${problem}`);
}

/** Answers what to say about it: the learner may have changed that line long ago. */
function revealLine(session: LessonSession, quoted: string): string {
  const lines = session.draft.get().text.split("\n");
  const index = lines.findIndex((line) => line.includes(quoted));
  if (index < 0) return "That line is not in your code any more.";
  session.editor?.reveal(index + 1, 1);
  return "";
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
