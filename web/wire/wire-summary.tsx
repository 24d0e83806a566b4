// What is read aloud: not every frame, but every few seconds how many came and which was the last.
import { useEffect, useRef, useState } from "react";
import { entryName } from "./model/entry-name.ts";
import type { Wire } from "./wire.ts";

const everyMs = 5_000;

export function WireSummary({ wire }: { readonly wire: Wire }) {
  const [text, setText] = useState("");
  const before = useRef(wire.log.frames);
  useEffect(() => {
    const timer = setInterval(() => {
      const { frames } = wire.log;
      if (frames !== before.current) setText(summary(wire, frames - before.current));
      before.current = frames;
    }, everyMs);
    return () => clearInterval(timer);
  }, [wire]);
  return (
    <p className="unseen" role="status">
      {text}
    </p>
  );
}

function summary(wire: Wire, came: number): string {
  const last = wire.log.entries.at(wire.log.entries.next - 1);
  const frames = `${came} ${came === 1 ? "frame" : "frames"} in the last ${everyMs / 1000} s`;
  return last === undefined ? frames : `${frames}, last: ${entryName(last)}`;
}
