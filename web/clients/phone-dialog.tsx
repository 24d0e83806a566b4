// The learner's endpoint on a phone: a code to scan that opens a small page with a client.
import { useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { CopyField } from "../ui/copy.tsx";
import { DialogButton } from "../ui/dialog.tsx";
import { usePart } from "../ui/store.ts";
import { OriginChoice } from "./origin-choice.tsx";
import { QrCode } from "./qr-code.tsx";
import { phoneAddress } from "./reachable-origins.ts";
import { type Reach, useReach } from "./use-addresses.ts";

export function PhoneDialog({ session }: { readonly session: LessonSession }) {
  return (
    <DialogButton label="Phone" title="Open on my phone">
      <Scan session={session} />
    </DialogButton>
  );
}

function Scan({ session }: { readonly session: LessonSession }) {
  const url = usePart(session.draft, (draft) => draft.url);
  const reach = useReach();
  const [chosen, setChosen] = useState<string | null>(null);
  if (reach.phase === "asking") return <p className="loading">Looking for this machine's addresses…</p>;
  const origin = chosen ?? reach.origins[0];
  if (origin === undefined) return <NotReachable reach={reach} />;
  const address = phoneAddress(url, origin);
  return (
    <>
      <p>Scan it with a phone in the same network: it opens a small page with a client of your endpoint.</p>
      <QrCode text={address} label={`QR code of ${address}`} />
      <OriginChoice origins={reach.origins} chosen={origin} choose={setChosen} />
      <CopyField label="the address" text={address} />
      <p className="hint-line">
        It does not open? Phone and computer have to be in the same network, and a firewall or a guest network may keep
        them apart.
      </p>
    </>
  );
}

function NotReachable({ reach }: { readonly reach: Reach }) {
  if (reach.phase === "failed")
    return <p role="alert">The server did not say by which address it is reached. Try again.</p>;
  const { open = false } = reach.addresses ?? {};
  if (open)
    return <p role="alert">This machine has no address in a network: connect it to one, then open this again.</p>;
  return (
    <>
      <p role="alert">The server listens on this machine only, so a phone cannot reach it.</p>
      <p>Start it with --host 0.0.0.0 to let phones in:</p>
      <CopyField label="the command" text="npm start -- --host 0.0.0.0" />
    </>
  );
}
