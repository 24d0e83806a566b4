// Dialog with the address, the code and a QR code, as large as the screen allows, for the whole room to read.
import { useState } from "react";
import { OriginChoice, QrCode, useReachability } from "../../clients/connect/connect-dialogs.tsx";
import { isLoopback } from "../../clients/connect/reachable-origins.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatMoment } from "../../ui/format.ts";
import { groupedCode } from "../instructor/workshop-list.tsx";
import { NetworkCheck } from "../network/network-check.tsx";
import { blockedMembers } from "../roster/learner-rows.ts";
import { useCanAct, useWorkshop } from "./dashboard-context.ts";

export function JoinDialog({ close }: { readonly close: () => void }) {
  return (
    <Dialog title="Join this workshop" close={close} className="wide-dialog">
      <JoinFacts />
    </Dialog>
  );
}

/** In place of the learners while there are none. */
export function JoinPanel() {
  const { endedAtMs, members } = useWorkshop();
  const hadLearners = Object.keys(members).length > 0;
  if (endedAtMs !== null)
    return <p className="empty nothing">{hadLearners ? "Everyone had left." : "No one has joined this workshop."}</p>;
  return (
    <section className="join-panel stack fill scroll" aria-labelledby="join-heading">
      <h2 id="join-heading" className="title">
        {hadLearners ? "No one is here now" : "No one has joined yet"}
      </h2>
      <p className="muted">Show this to the room. Learners appear here as soon as they join.</p>
      <BlockedNote />
      <JoinFacts />
    </section>
  );
}

function BlockedNote() {
  const count = blockedMembers(useWorkshop()).length;
  if (!useCanAct() || count === 0) return null;
  return (
    <p>
      {count === 1 ? "1 person is" : `${count} people are`} blocked. To unblock someone, select <b>Blocked people</b>{" "}
      under <b>More</b>.
    </p>
  );
}

function JoinFacts() {
  const { code, codeExpiresAtMs, joinClosed } = useWorkshop();
  const { phase, origins } = useReachability();
  const [chosen, setChosen] = useState<string | null>(null);
  if (phase === "loading") return <p className="loading">Looking up this machine’s addresses…</p>;
  const origin = chosen ?? origins[0] ?? window.location.origin;
  const address = `${origin}/join/${code}`;
  return (
    <div className="join-facts flow apart">
      <div className="join-words stack">
        <p className="join-address breakable">
          <span className="muted title">Open</span> <b>{origin.replace(/^https?:\/\//, "")}/join</b>
        </p>
        <p>
          <span className="muted title">and enter</span>
          <output className="join-code nowrap" aria-label={`Join code: ${[...code].join(" ")}`}>
            {groupedCode(code)}
          </output>
        </p>
        {isLoopback(origin) ? (
          <p role="alert" className="bad toned small">
            The server listens on this machine only, so no one else can join. Restart it with --host 0.0.0.0.
          </p>
        ) : null}
        {joinClosed ? (
          <p role="alert" className="bad toned small">
            Joining is closed: only those who have joined before get in.
          </p>
        ) : null}
        <p className="muted small flow">
          Valid until {formatMoment(codeExpiresAtMs)} <CopyButton text={address} label="Copy the link" />
        </p>
        <OriginChoice origins={origins} chosen={origin} choose={setChosen} />
        <NetworkCheck />
      </div>
      <QrCode text={address} label={`QR code of ${address}`} />
    </div>
  );
}
