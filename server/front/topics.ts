// Typed publish/subscribe inside the front. Every event that has more than one possible reader goes through it.
import type { CourseState } from "../protocol/lesson.ts";
import type { ToPage } from "../protocol/live.ts";
import type { HostEvent, HostProcess } from "./fleet/hosts.ts";

/** One learner's work on one lesson. */
export type LessonTopic = `${string}/${string}`;

export function lessonTopic(learner: string, lesson: string): LessonTopic {
  return `${learner}/${lesson}`;
}

export interface FrontTopics {
  /** A host reports on one of its rooms. */
  "room.message": { readonly host: HostProcess; readonly message: HostEvent };
  /** A host is gone. `blamed` is the id of the room that was running in it, if any. */
  "host.lost": { readonly host: HostProcess; readonly blamed: string | null };
  /** The lessons' files have changed. */
  "course.changed": CourseState;
  /** What the learner's pages show of a lesson. */
  [topic: LessonTopic]: ToPage;
}

/** Subscribers of one topic get its events in the order of publication. */
export class Topics<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();

  publish<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event as never);
  }

  subscribe<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): Disposable {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return {
      [Symbol.dispose]: () => {
        listeners.delete(listener);
        if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name);
      },
    };
  }
}
