// What the server put into the document so that the page need not ask first; good for this address, and once.
import { type Boot as BootData, bootSchema } from "../../server/protocol/http.ts";

export class Boot {
  readonly #path: string;
  #data: Partial<BootData>;

  /** `text`: the content of `#ws101-boot`; null when there is none. */
  constructor(path: string, text: string | null) {
    this.#path = path;
    this.#data = text === null ? {} : readBoot(text);
  }

  at(path: string): Partial<BootData> {
    return path === this.#path ? this.#data : {};
  }

  /** The page has moved on: whoever comes back asks for what is true then. */
  spend(): void {
    this.#data = {};
  }
}

/** A document that the browser brought back from its own store tells of an earlier visit. */
export function bootOf(place: Document): Boot {
  const [navigation] = performance.getEntriesByType("navigation");
  const isOld = navigation instanceof PerformanceNavigationTiming && navigation.type === "back_forward";
  const text = isOld ? null : (place.getElementById("ws101-boot")?.textContent ?? null);
  return new Boot(place.location.pathname, text);
}

/** What cannot be read is asked for, like what is missing. */
function readBoot(text: string): Partial<BootData> {
  try {
    return bootSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
