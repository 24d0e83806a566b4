// What a room is made of, put together once.
import type { RoomPlan } from "../../protocol/host.ts";
import { Clock, checkEpochMs } from "../clock.ts";
import type { House } from "../host-services.ts";
import { Alarm } from "./wake-timer.ts";
import { Console } from "./room-console.ts";
import { Effects } from "./apply-effects.ts";
import { Faults } from "./faults.ts";
import { Inbox } from "./room-inbox.ts";
import { Members } from "./peers.ts";
import { Pace } from "./cpu-budget.ts";
import { Pongs } from "./pongs.ts";
import { Settling } from "./quiescence.ts";
import { Upgrades } from "./pending-upgrades.ts";

export interface Parts {
  readonly id: string;
  readonly seed: bigint;
  readonly house: House;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly inbox: Inbox;
  readonly members: Members;
  readonly upgrades: Upgrades;
  readonly console: Console;
  readonly faults: Faults;
  readonly effects: Effects;
  readonly pace: Pace;
  readonly settling: Settling;
  readonly pongs: Pongs;
}

export interface Listeners {
  /** There may be something to do: the room wants a turn. */
  onNews(): void;
  /** The room had to wait for its CPU and may go on. */
  onGo(): void;
  /** Who is in the room changed. */
  onChange(): void;
}

export function makeParts(plan: RoomPlan, house: House, { onNews, onGo, onChange }: Listeners): Parts {
  const id = plan.room;
  const check = plan.budget === "check";
  const clock = new Clock(plan.clock, check ? checkEpochMs : Date.now());
  const now = () => clock.now();
  const inbox = new Inbox();
  const upgrades = new Upgrades(house.limits.upgradeMs);
  const console = new Console(id, house);
  const faults = new Faults(id, house, () => console.hurry());
  const onNote = (text: string) => console.note(text, now());
  const pongs = new Pongs(onNews);
  const members = new Members({ room: id, house, inbox, pongs, throttled: !check, onNews, onChange, onNote });
  const effects = new Effects({ house, members, pongs, upgrades, console, faults, now });
  const alarm = new Alarm(clock, onNews);
  const pace = new Pace(house.limits, check, onGo);
  const settling = new Settling(members);
  const seed = BigInt(plan.seed);
  return { id, seed, house, clock, alarm, inbox, members, upgrades, console, faults, effects, pace, settling, pongs };
}

/** Ends them all. Whoever waits for an answer gets one. */
export function endParts({ alarm, settling, pace, pongs, console }: Parts): void {
  alarm[Symbol.dispose]();
  settling.end();
  pace[Symbol.dispose]();
  pongs[Symbol.dispose]();
  console[Symbol.dispose]();
}
