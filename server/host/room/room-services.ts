// What a room is made of, put together once.
import type { RoomPlan } from "../../protocol/host.ts";
import { Clock, checkEpochMs } from "../clock.ts";
import type { HostServices } from "../host-services.ts";
import { Effects } from "./apply-effects.ts";
import { CpuBudget } from "./cpu-budget.ts";
import { Faults } from "./faults.ts";
import { Peers } from "./peers.ts";
import { Upgrades } from "./pending-upgrades.ts";
import { Pongs } from "./pongs.ts";
import { Quiescence } from "./quiescence.ts";
import { Console } from "./room-console.ts";
import { Inbox } from "./room-inbox.ts";
import { WakeTimer } from "./wake-timer.ts";

export interface RoomServices {
  readonly id: string;
  readonly seed: bigint;
  readonly house: HostServices;
  readonly clock: Clock;
  readonly wakeTimer: WakeTimer;
  readonly inbox: Inbox;
  readonly members: Peers;
  readonly upgrades: Upgrades;
  readonly console: Console;
  readonly faults: Faults;
  readonly effects: Effects;
  readonly pace: CpuBudget;
  readonly settling: Quiescence;
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

export function createRoomServices(
  plan: RoomPlan,
  house: HostServices,
  { onNews, onGo, onChange }: Listeners,
): RoomServices {
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
  const members = new Peers({ room: id, house, inbox, pongs, throttled: !check, onNews, onChange, onNote });
  const effects = new Effects({ house, members, pongs, upgrades, console, faults, now });
  const wakeTimer = new WakeTimer(clock, onNews);
  const pace = new CpuBudget(house.limits, check, onGo);
  const settling = new Quiescence(members);
  const seed = BigInt(plan.seed);
  return {
    id,
    seed,
    house,
    clock,
    wakeTimer,
    inbox,
    members,
    upgrades,
    console,
    faults,
    effects,
    pace,
    settling,
    pongs,
  };
}

/** Ends them all. Whoever waits for an answer gets one. */
export function closeRoomServices({ wakeTimer, settling, pace, pongs, console }: RoomServices): void {
  wakeTimer[Symbol.dispose]();
  settling.end();
  pace[Symbol.dispose]();
  pongs[Symbol.dispose]();
  console[Symbol.dispose]();
}
