// A long text, elided until the learner asks for the whole.
import { type ReactNode, useState } from "react";
import { mostChars } from "./transcript-text.ts";

interface ElidedProps {
  /** The length of the whole text. */
  readonly characters: number;
  readonly short: ReactNode;
  readonly full: ReactNode;
}

export function Elided({ characters, short, full }: ElidedProps) {
  const [isOpen, setOpen] = useState(false);
  if (characters <= mostChars) return full;
  return (
    <>
      {isOpen ? full : short}
      <button type="button" className="place elided" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? "Show less" : `Show all ${characters.toLocaleString("en")} characters`}
      </button>
    </>
  );
}
