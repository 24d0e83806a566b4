// The data that the server embeds in a document, so that the page need not fetch it. Valid for that address, once.
import { type Boot as BootData, bootSchema, type PlaygroundSettings } from "../../server/protocol/boot.ts";
import type { GuideSummary } from "../../server/protocol/http.ts";
import type { MemberView } from "../../server/protocol/workshop.ts";
import { attempt } from "../ui/attempt.ts";

export class Boot {
  readonly #path: string;
  #data: Partial<BootData>;
  /** The course's own title; null for the page's. */
  readonly title: string | null;
  readonly guides: readonly GuideSummary[];
  readonly playground: PlaygroundSettings;

  /** `text`: the content of `#ws101-boot`, or null. */
  constructor(path: string, text: string | null) {
    this.#path = path;
    // Data that cannot be parsed counts as missing.
    this.#data = attempt(() => bootSchema.parse(JSON.parse(text ?? "{}"))) ?? {};
    this.title = this.#data.course?.title ?? null;
    this.guides = this.#data.course?.guides ?? [];
    this.playground = this.#data.playground ?? { sharing: false, reportUrl: null };
  }

  /** What the learner sees of their workshop; undefined if the document does not say. */
  get workshop(): MemberView | null | undefined {
    return this.#data.workshop;
  }

  at(path: string): Partial<BootData> {
    return path === this.#path ? this.#data : {};
  }

  /** Call after navigation: the data may be out of date when the learner returns. */
  discard(): void {
    this.#data = {};
  }
}

/** Ignores a document that the browser restored from its history: its data is from an earlier visit. */
export function bootOf(document: Document): Boot {
  const [navigation] = performance.getEntriesByType("navigation");
  const isOld = navigation instanceof PerformanceNavigationTiming && navigation.type === "back_forward";
  const boot = new Boot(document.location.pathname, document.getElementById("ws101-boot")?.textContent ?? null);
  if (isOld) boot.discard();
  return boot;
}
