// A walkthrough's state put on the screen: lit lines, the sentence, the scrubber, and what is read aloud.
import type { Parts } from "./parts.ts";
import type { PlayerState } from "./state.ts";

/** `before` is what was shown last; null at the start, when nothing is said and nothing moves. */
export function show(parts: Parts, state: PlayerState, before: PlayerState | null): void {
  const isMoved = before?.step !== state.step || before.isOver !== state.isOver;
  if (isMoved) showStep(parts, state);
  if (isMoved && before) parts.said.textContent = spoken(parts, state);
  if (before?.isPlaying !== state.isPlaying) showPlaying(parts, state);
  const share = state.elapsedMs / (state.times[state.step] ?? 1);
  parts.time.style.setProperty("--over", String(state.isOver ? 1 : share));
}

function showStep({ root, lines, steps, end, scrubber, count, listing, caption }: Parts, state: PlayerState): void {
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
  bringIntoView(listing, lines[from - 1], lines[to - 1]);
}

function showPlaying({ root, toggle }: Parts, { isPlaying }: PlayerState): void {
  const label = isPlaying ? "Pause" : "Play";
  root.dataset.playing = String(isPlaying);
  toggle.setAttribute("aria-label", label);
  toggle.title = label;
}

function stepText({ step, times }: PlayerState): string {
  return `step ${step + 1} of ${times.length}`;
}

function spoken({ steps, end }: Parts, state: PlayerState): string {
  if (state.isOver) return `The end. ${end.textContent}`;
  const shown = steps[state.step]?.element;
  return `${stepText(state)}. ${[...(shown?.children ?? [])].map((part) => part.textContent).join(". ")}`;
}

/** Inside the listing only: the page around it stays where it is. */
function bringIntoView(listing: HTMLElement, first: HTMLElement | undefined, last: HTMLElement | undefined): void {
  if (!first || !last) return;
  const top = first.offsetTop;
  const height = last.offsetTop + last.offsetHeight - top;
  const room = listing.clientHeight - height;
  const isSeen = top >= listing.scrollTop && top + height <= listing.scrollTop + listing.clientHeight;
  if (isSeen) return;
  listing.scrollTo({ top: top - Math.max(8, room / 3), behavior: prefersStillness() ? "auto" : "smooth" });
}

/** By the settings of the page around it if they say so, else by those of the system. */
export function prefersStillness(): boolean {
  const { motion } = document.documentElement.dataset;
  if (motion === "less" || motion === "full") return motion === "less";
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
