// The ids of rooms: made from learner and lesson with the server's secret, so that they need not be stored.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { RoomOwner } from "../../store/learners.ts";

export interface RoomIds {
  /** Always the same for the same learner and lesson. */
  idOf(learner: string, lesson: string): string;
  /** Null for an id that this server never issued. */
  ownerOf(room: string): RoomOwner | null;
}

const learnerBytes = 16;
const tagBytes = 12;
const shape = /^[A-Za-z0-9_-]{38}$/;

/** For a check's room: looks like any other id. */
export function randomRoomId(): string {
  return randomBytes(tagBytes + learnerBytes).toString("base64url");
}

/**
 * An id consists of a keyed tag of learner and lesson, and the learner's id masked by a key derived from the tag. Without
 * the secret, no one can create or read an id, or find out whether two rooms belong to the same learner.
 */
export function createRoomIds(secret: string, lessons: () => readonly string[]): RoomIds {
  const digest = (purpose: string, bytes: Buffer) =>
    createHmac("sha256", secret).update(purpose).update(bytes).digest();
  const tagOf = (learner: Buffer, lesson: string) =>
    digest("room:", Buffer.concat([learner, Buffer.from(lesson)])).subarray(0, tagBytes);
  const mask = (learner: Buffer, tag: Buffer) => {
    const key = digest("room mask:", tag);
    return Buffer.from(learner.map((byte, index) => byte ^ (key[index] ?? 0)));
  };
  return {
    idOf(learner, lesson) {
      const bytes = Buffer.from(learner, "base64url");
      if (bytes.length !== learnerBytes) throw new Error("This is not a learner's id.");
      const tag = tagOf(bytes, lesson);
      return Buffer.concat([tag, mask(bytes, tag)]).toString("base64url");
    },
    ownerOf(room) {
      const bytes = shape.test(room) ? Buffer.from(room, "base64url") : Buffer.alloc(0);
      if (bytes.length !== tagBytes + learnerBytes || bytes.toString("base64url") !== room) return null;
      const tag = bytes.subarray(0, tagBytes);
      const learner = mask(bytes.subarray(tagBytes), tag);
      const lesson = lessons().find((slug) => timingSafeEqual(tagOf(learner, slug), tag));
      return lesson === undefined ? null : { learner: learner.toString("base64url"), lesson };
    },
  };
}
