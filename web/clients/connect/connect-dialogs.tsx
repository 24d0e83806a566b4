// The dialogs that connect other devices and programs: a QR code for a phone, and commands to copy.
import { useMemo, useState } from "react";
import { encode } from "uqr";
import type { PublicOrigins } from "../../../server/protocol/http.ts";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { getPublicOrigins } from "../../net/calls.ts";
import { useAnswer } from "../../net/use-answer.ts";
import { CopyField } from "../../ui/copy.tsx";
import { DialogButton } from "../../ui/dialog.tsx";
import { type Options, Select } from "../../ui/form.tsx";
import { usePart, useStore } from "../../ui/store.ts";
import { atOrigin, phoneAddress, reachableOrigins } from "./reachable-origins.ts";
import { commands, type Shell } from "./shell-commands.ts";

export function PhoneDialog({ session }: { readonly session: LessonSession }) {
  return (
    <DialogButton label="Phone" title="Open on my phone">
      <Scan session={session} />
    </DialogButton>
  );
}

function Scan({ session }: { readonly session: LessonSession }) {
  const { url, whose } = useEndpoint(session);
  const reachability = useReachability();
  const [chosen, setChosen] = useState<string | null>(null);
  if (reachability.phase === "loading") return <p className="loading">Looking up this machine’s addresses…</p>;
  const origin = chosen ?? reachability.origins[0];
  if (origin === undefined) return <NotReachable reachability={reachability} />;
  const address = phoneAddress(url, origin);
  return (
    <>
      <p>Scan this code with a phone on the same network. It opens a page with a client of {whose}.</p>
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

/** Where the page's clients connect: also while a workshop gives them another server. */
function useEndpoint({ draft, endpoint }: LessonSession) {
  const own = usePart(draft, ({ url }) => url);
  const given = useStore(endpoint);
  return {
    isOwn: given === null,
    url: given?.url ?? own,
    whose: given === null ? "your endpoint" : `${given.of}’s server`,
  };
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
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
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

export function CommandsDialog({ session }: { readonly session: LessonSession }) {
  const programs = "wscat, websocat, curl, Python, Node or the browser console";
  return (
    <DialogButton label="Connect with…" title="Connect with other programs" hint={`Connect with ${programs}`}>
      <Commands session={session} />
    </DialogButton>
  );
}

const shellNames: Options<Shell> = [
  ["posix", "bash, zsh"],
  ["powershell", "PowerShell"],
];

function Commands({ session }: { readonly session: LessonSession }) {
  const { isOwn, url: room, whose } = useEndpoint(session);
  const reachability = useReachability();
  const [shell, setShell] = useState<Shell>(() => (navigator.userAgent.includes("Windows") ? "powershell" : "posix"));
  const [chosen, setChosen] = useState<string | null>(null);
  const here = window.location.origin;
  const url = atOrigin(room, chosen ?? here);
  const origins = [here, ...reachability.origins.filter((origin) => origin !== here)];
  return (
    <>
      <p>
        Any WebSocket client can connect to {whose}.{isOwn ? " The wire shows it next to yours." : ""}
      </p>
      <CopyField label="the endpoint's address" text={url} />
      <div className="form-row flow">
        <OriginChoice origins={origins} chosen={chosen ?? here} choose={setChosen} />
        <label className="small">
          Shell
          <Select options={shellNames} value={shell} choose={setShell} />
        </label>
      </div>
      <dl className="commands stack">
        {commands(url, shell).map(({ name, text, note }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <CopyField label={`the ${name} command`} text={text} />
              <p className="muted tiny own-line">{note}</p>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface Reachability {
  readonly phase: "loading" | "here" | "failed";
  /** Origins for another device, the best first; empty when the server is not reachable. */
  readonly origins: readonly string[];
  readonly addresses: PublicOrigins | null;
}

export function useReachability(): Reachability {
  const { loaded } = useAnswer(getPublicOrigins);
  const addresses = loaded.phase === "here" ? loaded.value : null;
  const origins = loaded.phase === "loading" ? [] : reachableOrigins(window.location.origin, addresses);
  return { phase: loaded.phase, origins, addresses };
}

interface OriginChoiceProps {
  readonly origins: readonly string[];
  readonly chosen: string;
  readonly choose: (origin: string) => void;
}

/** Renders nothing when there is no choice. */
export function OriginChoice({ origins, chosen, choose }: OriginChoiceProps) {
  if (origins.length < 2) return null;
  const options = origins.map((origin) => [origin, origin.replace(/^https?:\/\//, "")] as const);
  return (
    <label className="small">
      Address
      <Select options={options} value={chosen} choose={choose} />
    </label>
  );
}
