// A learner's code of a lesson as the API and the documents tell it: what was saved last, or else the lesson's start.
import type { IncomingMessage } from "node:http";
import type { Code } from "../../protocol/http.ts";
import { type Lesson, type Style, styles } from "../../protocol/lesson.ts";
import type { CodeVersion } from "../../store/code.ts";
import type { Store } from "../../store/store.ts";
import type { Addresses } from "../gate/request-origin.ts";
import { HttpProblem } from "../http/problem.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";

export interface CodeOfParts {
  readonly addresses: Addresses;
  readonly store: Store;
  readonly registry: RoomRegistry;
}

export async function codeOf(
  parts: CodeOfParts,
  request: IncomingMessage,
  learner: string,
  lesson: Lesson,
  style: Style,
  version?: number,
): Promise<Code> {
  const saved =
    version === undefined
      ? await parts.store.latestCode(learner, lesson.slug, style)
      : await versionOf(parts.store, learner, lesson, style, version);
  return told(parts, request, learner, lesson, style, saved);
}

/** Null for the lesson's start, which is version 0. Throws an `HttpProblem` (404). */
export async function versionOf(
  store: Store,
  learner: string,
  lesson: Lesson,
  style: Style,
  version: number,
): Promise<CodeVersion | null> {
  if (version === 0) return null;
  const saved = await store.codeVersion(learner, lesson.slug, version);
  if (saved?.style === style) return saved;
  throw new HttpProblem(404, `There is no version ${version} of your code in this style.`);
}

/**
 * In the style that was at work last: the one that serves, or the one that was saved after it and does not load; in the
 * first one before anything was saved.
 */
export async function newestCodeOf(
  parts: CodeOfParts,
  request: IncomingMessage,
  learner: string,
  lesson: Lesson,
): Promise<Code> {
  const { store } = parts;
  const [serving, ...latest] = await Promise.all([
    store.lastLoaded(learner, lesson.slug),
    ...styles.map((style) => store.latestCode(learner, lesson.slug, style)),
  ]);
  const [newest = null] = latest.filter((each) => each !== null).toSorted((a, b) => b.version - a.version);
  // Going back to the other style saves nothing anew, but loads it.
  const style = newest?.loaded === true ? serving?.style : newest?.style;
  const shown = latest.find((each) => each?.style === style) ?? newest;
  return told(parts, request, learner, lesson, shown?.style ?? styles[0], shown);
}

async function told(
  { registry, addresses }: CodeOfParts,
  request: IncomingMessage,
  learner: string,
  lesson: Lesson,
  style: Style,
  saved: CodeVersion | null,
): Promise<Code> {
  const room = await registry.idOf(learner, lesson.slug);
  const { version, source } = saved ?? { version: 0, source: lesson.listings[style].start };
  return { style, source, version, savedAtMs: saved?.savedAtMs ?? null, room, url: addresses.urlOf(request, room) };
}
