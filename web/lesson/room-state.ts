// The learner's room as the live channel reports it: its id, its address and its state.
import type { RoomState } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";

export interface Room {
  readonly room: string | null;
  readonly url: string | null;
  readonly state: RoomState | null;
}

export interface RoomAction {
  readonly type: "live";
  readonly message: ToPage;
}

export const emptyRoom: Room = { room: null, url: null, state: null };

export function reduceRoom(room: Room, { message }: RoomAction): Room {
  if (message.type === "following") return { room: message.room, url: message.url, state: message.state };
  if (message.type === "state" && message.room === room.room) return { ...room, state: message.state };
  return room;
}
