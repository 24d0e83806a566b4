// Names of rooms that nobody has to remember: made from whose they are, told by nobody who does not hold the secret.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { RoomOwner } from "../../store/learners.ts";

export interface RoomIds {
  /** The same for ever, with nothing kept. */
  idOf(learner: string, lesson: string): string;
  /** Whose room that is; null when no such id was ever made. */
  ownerOf(room: string): RoomOwner | null;
}

const learnerBytes = 16;
const markBytes = 12;
const shape = /^[A-Za-z0-9_-]{38}$/;

/**
 * An id is a keyed mark of learner and lesson, and the learner's own id under a mask made of that mark: 224 bits that
 * nobody can make or read without the secret, and that do not tell whether two rooms are of one learner.
 */
export function createRoomIds(secret: string, lessons: readonly string[]): RoomIds {
  const keyed = (what: string, bytes: Buffer | string) =>
    createHmac("sha256", secret).update(what).update(bytes).digest();
  const markOf = (learner: Buffer, lesson: string) =>
    keyed("room:", Buffer.concat([learner, Buffer.from(lesson)])).subarray(0, markBytes);
  const masked = (learner: Buffer, mark: Buffer) => {
    const mask = keyed("room mask:", mark);
    return Buffer.from(learner.map((byte, index) => byte ^ (mask[index] ?? 0)));
  };
  return {
    idOf(learner, lesson) {
      const bytes = Buffer.from(learner, "base64url");
      if (bytes.length !== learnerBytes) throw new Error("This is no learner's id.");
      const mark = markOf(bytes, lesson);
      return Buffer.concat([mark, masked(bytes, mark)]).toString("base64url");
    },
    ownerOf(room) {
      const bytes = shape.test(room) ? Buffer.from(room, "base64url") : Buffer.alloc(0);
      if (bytes.length !== markBytes + learnerBytes || bytes.toString("base64url") !== room) return null;
      const mark = bytes.subarray(0, markBytes);
      const learner = masked(bytes.subarray(markBytes), mark);
      const lesson = lessons.find((slug) => timingSafeEqual(markOf(learner, slug), mark));
      return lesson === undefined ? null : { learner: learner.toString("base64url"), lesson };
    },
  };
}
