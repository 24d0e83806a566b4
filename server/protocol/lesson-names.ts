// Names of what code and rooms belong to: a lesson of the course, or something that has a name in place of a lesson. No slug of a
// course contains a colon, so no other name is one of its lessons.

const cellPrefix = "cell:";
const snippetPrefix = "snippet:";
const playPrefix = "play:";
const pagePrefix = "page:";

/** 60 random bits, without letters that look like digits. */
export const draftIdPattern = /^[0-9a-hjkmnp-tv-z]{12}$/;

/** A lesson of the course, and not a cell, a draft or a snippet. */
export function isCourseLesson(lesson: string): boolean {
  return !lesson.includes(":");
}

export function cellLesson(id: string): string {
  return cellPrefix + id;
}

export function isCellLesson(lesson: string): boolean {
  return lesson.startsWith(cellPrefix);
}

/** Fits, with its prefix, into the messages of the live channel. */
export const longestCellId = 64 - cellPrefix.length;

export function snippetLesson(id: string): string {
  return snippetPrefix + id;
}

export function isSnippetLesson(lesson: string): boolean {
  return lesson.startsWith(snippetPrefix);
}

/** The snippet's id, for a lesson that is a snippet's. */
export function snippetOf(lesson: string): string {
  return lesson.slice(snippetPrefix.length);
}

/** The code and the room of a draft. */
export function playLesson(draft: string): string {
  return playPrefix + draft;
}

export function isPlayLesson(lesson: string): boolean {
  return draftOf(lesson) !== null;
}

/** The text of a draft's client page. It is stored in the style `loop` and never compiled. */
export function pageLesson(draft: string): string {
  return pagePrefix + draft;
}

/** The draft of `play:<id>`; null for everything else. */
export function draftOf(lesson: string): string | null {
  return draftAfter(playPrefix, lesson);
}

/** The draft of `page:<id>`; null for everything else. */
export function draftOfPage(lesson: string): string | null {
  return draftAfter(pagePrefix, lesson);
}

function draftAfter(prefix: string, lesson: string): string | null {
  const id = lesson.slice(prefix.length);
  return lesson.startsWith(prefix) && draftIdPattern.test(id) ? id : null;
}
