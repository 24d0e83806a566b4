// The dialog with a QR code that opens a client of the learner's room on a phone.
import { useMemo, useState } from "react";
import { encode } from "uqr";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { CopyField } from "../../ui/copy.tsx";
import { DialogButton } from "../../ui/dialog.tsx";
import { usePart } from "../../ui/store.ts";
import { OriginChoice, type Reachability, useReachability } from "./origins.tsx";
import { phoneAddress } from "./reachable-origins.ts";

export function PhoneDialog({ session }: { readonly session: LessonSession }) {
  return (
    <DialogButton label="Phone" title="Open on my phone">
      <Scan session={session} />
    </DialogButton>
  );
}

function Scan({ session }: { readonly session: LessonSession }) {
  const url = usePart(session.draft, (draft) => draft.url);
  const reachability = useReachability();
  const [chosen, setChosen] = useState<string | null>(null);
  if (reachability.phase === "loading") return <p className="loading">Looking up this machine’s addresses…</p>;
  const origin = chosen ?? reachability.origins[0];
  if (origin === undefined) return <NotReachable reachability={reachability} />;
  const address = phoneAddress(url, origin);
  return (
    <>
      <p>Scan this code with a phone on the same network. It opens a page with a client of your endpoint.</p>
      <QrCode text={address} label={`QR code of ${address}`} />
      <OriginChoice origins={reachability.origins} chosen={origin} choose={setChosen} />
      <CopyField label="the address" text={address} />
      <p className="muted tiny own-line">
        If it does not open, check that both devices are on the same network. Firewalls and guest networks can block the
        connection.
      </p>
    </>
  );
}

function NotReachable({ reachability: { phase, addresses } }: { readonly reachability: Reachability }) {
  if (phase === "failed") return <p role="alert">Could not get the server’s addresses. Close this and try again.</p>;
  if (addresses?.open)
    return <p role="alert">This machine has no network address. Connect it to a network, then open this again.</p>;
  return (
    <>
      <p role="alert">The server listens on this machine only, so a phone cannot reach it.</p>
      <p>Restart it with --host 0.0.0.0 to let phones connect:</p>
      <CopyField label="the command" text="npm start -- --host 0.0.0.0" />
    </>
  );
}

/** Dark on white in every theme: scanners expect that. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => draw(text), [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

/** With a quiet zone of four modules (ISO/IEC 18004). */
function draw(text: string): { readonly path: string; readonly size: number } {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const cells = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  return { path: cells.join(""), size };
}
