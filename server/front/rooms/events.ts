// The one seam through which every live event goes, from whoever saw it to the pages that follow.
import type { ToPage } from "../../protocol/live.ts";

/** Where events meet their followers: one learner's work on one lesson. */
export type Topic = `${string}/${string}`;

export function topicOf(learner: string, lesson: string): Topic {
  return `${learner}/${lesson}`;
}

/** Events of one topic arrive in the order of their publishing. Publishing to a topic nobody follows costs nothing. */
export interface Events {
  publish(topic: Topic, event: ToPage): void;
  subscribe(topic: Topic, listener: (event: ToPage) => void): Disposable;
}

export function createEvents(): Events {
  const topics = new Map<Topic, Set<(event: ToPage) => void>>();
  return {
    publish(topic, event) {
      for (const listener of topics.get(topic) ?? []) listener(event);
    },
    subscribe(topic, listener) {
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(listener));
      return {
        [Symbol.dispose]() {
          listeners.delete(listener);
          if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
        },
      };
    },
  };
}
