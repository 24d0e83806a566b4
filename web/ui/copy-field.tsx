// A text to take elsewhere: copied with one click, or selected where the browser forbids even that.
import { useRef, useState } from "react";
import { copyText } from "./copy-text.ts";

interface CopyFieldProps {
  /** Names it for those who do not see where it stands. */
  readonly label: string;
  readonly text: string;
}

export function CopyField({ label, text }: CopyFieldProps) {
  const place = useRef<HTMLElement>(null);
  const [said, setSaid] = useState("");
  const copy = async () => {
    const isCopied = await copyText(text);
    if (!isCopied && place.current !== null) window.getSelection()?.selectAllChildren(place.current);
    setSaid(isCopied ? "Copied" : "Selected: press Ctrl+C or ⌘C");
  };
  return (
    <div className="copy-field">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line scrolls, and has to by keyboard */}
      <section ref={place} tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <button type="button" className="small" aria-label={`Copy ${label}`} onClick={() => void copy()}>
        Copy
      </button>
      <span role="status" className="copied">
        {said}
      </span>
    </div>
  );
}
