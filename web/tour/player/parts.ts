// The parts of a walkthrough's markup (server/protocol/tour-markup.ts) that the player works with.

export interface Step {
  readonly element: HTMLElement;
  /** Lines, 1-based, both included. */
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

export interface Parts {
  readonly root: HTMLElement;
  readonly listing: HTMLElement;
  readonly lines: readonly HTMLElement[];
  readonly caption: HTMLElement;
  readonly steps: readonly Step[];
  readonly end: HTMLElement;
  readonly controls: HTMLElement;
  readonly toggle: HTMLElement;
  readonly previous: HTMLElement;
  readonly next: HTMLElement;
  readonly scrubber: HTMLInputElement;
  readonly count: HTMLElement;
  readonly time: HTMLElement;
  readonly copy: HTMLElement;
  readonly link: HTMLInputElement;
  readonly said: HTMLElement;
}

export function findParts(root: HTMLElement): Parts {
  const one = <E extends HTMLElement = HTMLElement>(name: string): E => {
    const found = root.querySelector<E>(`.tour-${name}`);
    if (!found) throw new Error(`the walkthrough has no .tour-${name}`);
    return found;
  };
  const rows = (name: string) => [...one(name).children].filter((row) => row instanceof HTMLElement);
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
    said: one("said"),
  };
}

function stepOf(element: HTMLElement): Step {
  const { from, to, ms } = element.dataset;
  return { element, from: Number(from), to: Number(to), ms: Number(ms) };
}

/** The step that a line belongs to: the one after `present` that lights it, else the first; null for none. */
export function stepOfLine(steps: readonly Pick<Step, "from" | "to">[], line: number, present: number): number | null {
  const lighting = steps.flatMap(({ from, to }, index) => (line >= from && line <= to ? [index] : []));
  return lighting.find((index) => index > present) ?? lighting[0] ?? null;
}
