// Finds the elements of a walkthrough (server/protocol/tour-markup.ts) and renders the player's state to them.
import { prefersReducedMotion } from "../../ui/motion.ts";
import type { PlayerState } from "./player-state.ts";

export interface Step {
  readonly element: HTMLElement;
  /** First and last line, 1-based. */
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

export type TourElements = ReturnType<typeof findElements>;

export function findElements(root: HTMLElement) {
  const one = <E extends HTMLElement = HTMLElement>(name: string): E => {
    const found = root.querySelector<E>(`.tour-${name}`);
    if (!found) throw new Error(`the walkthrough has no .tour-${name}`);
    return found;
  };
  const rows = (name: string) => [...one(name).children].filter((row) => row instanceof HTMLElement);
  const stepOf = (element: HTMLElement): Step => {
    const { from, to, ms } = element.dataset;
    return { element, from: Number(from), to: Number(to), ms: Number(ms) };
  };
  return {
    root,
    listing: one("listing"),
    lines: rows("lines"),
    caption: one("caption"),
    steps: rows("steps").map(stepOf),
    end: one("end"),
    controls: one("controls"),
    toggle: one("toggle"),
    previous: one("previous"),
    next: one("next"),
    scrubber: one<HTMLInputElement>("scrubber"),
    count: one("count"),
    time: one("time"),
    copy: one("copy"),
    link: one<HTMLInputElement>("link"),
    status: one("status"),
  };
}

/** The step that highlights a line: the first one after `current`, or else the first. Returns null for none. */
export function stepOfLine(steps: readonly Pick<Step, "from" | "to">[], line: number, current: number): number | null {
  const matching = steps.flatMap(({ from, to }, index) => (line >= from && line <= to ? [index] : []));
  return matching.find((index) => index > current) ?? matching[0] ?? null;
}

/** `before` is the state rendered last; null at the start, when nothing is announced. */
export function render(elements: TourElements, state: PlayerState, before: PlayerState | null): void {
  const hasMoved = before?.step !== state.step || before.isOver !== state.isOver;
  if (hasMoved) renderStep(elements, state);
  if (hasMoved && before) elements.status.textContent = announcement(elements, state);
  if (before?.isPlaying !== state.isPlaying) renderPlaying(elements, state);
  const progress = state.isOver ? 1 : state.elapsedMs / (state.durations[state.step] ?? 1);
  elements.time.style.setProperty("--progress", String(progress));
}

function renderStep(elements: TourElements, state: PlayerState): void {
  const { root, lines, steps, end, scrubber, count, listing, caption } = elements;
  const { step, isOver } = state;
  const { from, to } = steps[step] ?? { from: 0, to: 0 };
  root.dataset.over = String(isOver);
  for (const [index, line] of lines.entries()) {
    line.classList.toggle("lit", !isOver && index + 1 >= from && index + 1 <= to);
  }
  for (const [index, { element }] of steps.entries()) element.classList.toggle("on", index === step);
  end.hidden = !isOver;
  count.textContent = stepText(state);
  scrubber.value = String(step + 1);
  scrubber.setAttribute("aria-valuetext", stepText(state));
  caption.scrollTop = 0;
  scrollIntoView(listing, lines[from - 1], lines[to - 1]);
}

function renderPlaying({ root, toggle }: TourElements, { isPlaying }: PlayerState): void {
  const label = isPlaying ? "Pause" : "Play";
  root.dataset.playing = String(isPlaying);
  toggle.setAttribute("aria-label", label);
  toggle.title = label;
}

function stepText({ step, durations }: PlayerState): string {
  return `step ${step + 1} of ${durations.length}`;
}

function announcement({ steps, end }: TourElements, state: PlayerState): string {
  if (state.isOver) return `End. ${end.textContent}`;
  const parts = steps[state.step]?.element.children ?? [];
  return `${stepText(state)}. ${[...parts].map((part) => part.textContent).join(". ")}`;
}

/** Scrolls the listing only, not the page around it. */
function scrollIntoView(listing: HTMLElement, first: HTMLElement | undefined, last: HTMLElement | undefined): void {
  if (!first || !last) return;
  const top = first.offsetTop;
  const height = last.offsetTop + last.offsetHeight - top;
  const isVisible = top >= listing.scrollTop && top + height <= listing.scrollTop + listing.clientHeight;
  if (isVisible) return;
  const above = Math.max(8, (listing.clientHeight - height) / 3);
  listing.scrollTo({ top: top - above, behavior: prefersReducedMotion() ? "auto" : "smooth" });
}
