// Moving the progress to another device: this one gives a code, or takes one.
import { useEffect, useReducer } from "react";
import { dropDrafts } from "../code/drop-drafts.ts";
import { makeDeviceCode, redeemCode } from "../net/calls.ts";
import { Dialog } from "../ui/dialog.tsx";
import { noDevices, reduceDevices } from "./devices.ts";
import { GiveCode } from "./give-code.tsx";
import { TakeCode } from "./take-code.tsx";

export function DevicesDialog({ close }: { readonly close: () => void }) {
  const [devices, dispatch] = useReducer(reduceDevices, noDevices);
  const make = async () => {
    dispatch({ type: "ask" });
    dispatch({ type: "code", answer: await makeDeviceCode() });
  };
  const redeem = async (replace: boolean) => {
    dispatch({ type: "redeem" });
    const answer = await redeemCode(devices.typed, replace);
    // What was typed here and not sent yet belongs to the learner who is gone.
    if (answer.ok) dropDrafts(window.localStorage);
    dispatch({ type: "redeemed", answer });
  };
  const isDone = devices.taking.phase === "done";
  useReloadAfter(isDone);
  return (
    <Dialog title="Move my progress" close={isDone ? reload : close} className="devices">
      <p>
        There are no accounts: this browser is you. A code makes another browser you as well, with the same code and the
        same results in both.
      </p>
      <GiveCode giving={devices.giving} make={() => void make()} over={() => dispatch({ type: "over" })} />
      <TakeCode
        taking={devices.taking}
        typed={devices.typed}
        type={(text) => dispatch({ type: "type", text })}
        redeem={(replace) => void redeem(replace)}
        keep={() => dispatch({ type: "keep" })}
      />
    </Dialog>
  );
}

const reload = (): void => window.location.assign("/");

/** Everything on the page belongs to who was here before: it starts anew, once the good news was read. */
function useReloadAfter(isDone: boolean): void {
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(reload, 2_500);
    return () => clearTimeout(timer);
  }, [isDone]);
}
