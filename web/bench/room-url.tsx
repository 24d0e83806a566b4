// The address of the learner's endpoint, for clients elsewhere: wscat, a phone, a program.
import { useState } from "react";
import type { LessonSession } from "../session/lesson-session.ts";
import { useStore } from "../state/use-store.ts";

export function RoomUrl({ session }: { readonly session: LessonSession }) {
  const { url } = useStore(session.draft);
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setSaid("Copied");
    } catch {
      // Browsers refuse on plain http except for localhost; the address can be selected by hand.
      window.prompt("The address of your endpoint", url);
    }
  };
  return (
    <button type="button" className="quiet room-url" title={url} onClick={() => void copy()}>
      Copy address
      <span role="status" className="copied">
        {said}
      </span>
    </button>
  );
}
