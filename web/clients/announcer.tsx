// Says aloud what the clients heard, at most every few seconds, however much comes.
import { useEffect, useState } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { printable } from "../ui/printable.ts";
import { announcement } from "./announcement.ts";

const everyMs = 3_000;

export function Announcer({ session }: { readonly session: LessonSession }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    let before = session.bench.get();
    const timer = setInterval(() => {
      const now = session.bench.get();
      if (now === before) return;
      const news = announcement(before, now);
      before = now;
      if (news !== "") setSaid(printable(news));
    }, everyMs);
    return () => clearInterval(timer);
  }, [session]);
  return (
    <p className="unseen" role="status">
      {said}
    </p>
  );
}
