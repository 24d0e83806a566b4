// Typed publish/subscribe inside the front. Every event that has more than one possible reader goes through it.
import type { RunResult } from "../protocol/checks.ts";
import type { ReportedFault } from "../protocol/host.ts";
import type { CourseState } from "../protocol/lesson.ts";
import type { ToPage } from "../protocol/live.ts";
import type { NumberedEvent } from "../protocol/workshop.ts";
import type { HostEvent, HostProcess } from "./fleet/hosts.ts";

/** One learner's work on one lesson. */
export type LessonTopic = `${string}/${string}`;

export function lessonTopic(learner: string, lesson: string): LessonTopic {
  return `${learner}/${lesson}`;
}

export type WorkshopTopic = `workshop:${string}`;

export function workshopTopic(workshop: string): WorkshopTopic {
  return `workshop:${workshop}`;
}

export type MemberTopic = `member:${string}`;

export function memberTopic(learner: string): MemberTopic {
  return `member:${learner}`;
}

/** What a learner does, and what happens in their rooms. */
export type LearnerEvent = { readonly learner: string } & (
  | { readonly what: "opened"; readonly lesson: string }
  /** A command from a page. */
  | { readonly what: "acted" }
  /** `isOwn`: not by an instructor for them. */
  | { readonly what: "saved"; readonly lesson: string; readonly isRunning: boolean; readonly isOwn: boolean }
  | { readonly what: "ran"; readonly result: RunResult }
  | { readonly what: "fault"; readonly lesson: string; readonly fault: ReportedFault }
  /** A page or a socket was opened or closed. */
  | { readonly what: "connections" }
);

export interface FrontTopics {
  /** A host reports on one of its rooms. */
  "room.message": { readonly host: HostProcess; readonly message: HostEvent };
  /** A host is gone. `blamed` is the id of the room that was running in it, if any. */
  "host.lost": { readonly host: HostProcess; readonly blamed: string | null };
  /** The lessons' files have changed. */
  "course.changed": CourseState;
  /** A room became everyone's endpoint, or is its instructor's own again. */
  "classrooms.changed": null;
  /** A workshop was deleted. The event is its id. */
  "workshop.deleted": string;
  /** A snippet was deleted: its rooms end. The event is its id. */
  "snippet.deleted": string;
  /** An instructor signed out, or their session ended. */
  "instructor.left": null;
  /** A learner did something, or something happened in one of their rooms. */
  "learner.event": LearnerEvent;
  /** What changed in a workshop, in order. */
  [topic: WorkshopTopic]: readonly NumberedEvent[];
  /** What a learner sees of their workshop may have changed. */
  [topic: MemberTopic]: null;
  /** What the learner's pages show of a lesson. */
  [topic: LessonTopic]: ToPage;
}

/** Subscribers of one topic get its events in the order of publication. */
export class Topics {
  readonly #listeners = new Map<keyof FrontTopics, Set<(event: never) => void>>();

  publish<Name extends keyof FrontTopics>(name: Name, event: FrontTopics[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event as never);
  }

  subscribe<Name extends keyof FrontTopics>(name: Name, listener: (event: FrontTopics[Name]) => void): Disposable {
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
