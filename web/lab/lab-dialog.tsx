// A laboratory in a dialog: a handshake or a frame, taken apart, changed and sent to the learner's room.
import "./lab.css";
import { useLayoutEffect, useState } from "react";
import type { LabKind } from "../../server/protocol/lesson.ts";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { Dialog } from "../ui/dialog.tsx";
import { FrameLab } from "./frame-lab.tsx";
import { HandshakeLab } from "./handshake-lab.tsx";
import type { RawConnection } from "./raw-connection.ts";

interface LabDialogProps {
  readonly session: LessonSession;
  readonly kind: LabKind;
  readonly close: () => void;
}

const titles: Readonly<Record<LabKind, string>> = {
  handshake: "Handshake laboratory",
  frame: "Frame laboratory",
};

export default function LabDialog({ session, kind, close }: LabDialogProps) {
  const [connection, setConnection] = useState<RawConnection | null>(null);
  useLayoutEffect(() => {
    const opened = session.rawConnection(titles[kind]);
    setConnection(opened);
    return () => opened[Symbol.dispose]();
  }, [session, kind]);
  const Lab = kind === "handshake" ? HandshakeLab : FrameLab;
  return (
    <Dialog title={titles[kind]} className="lab-dialog wide-dialog" close={close}>
      {connection === null ? null : <Lab session={session} connection={connection} />}
    </Dialog>
  );
}
