// A text to take elsewhere: copied with one click, or selected where the browser forbids copying (plain http).
import { useRef, useState } from "react";

interface CopyFieldProps {
  /** Names it for those who do not see where it stands. */
  readonly label: string;
  readonly text: string;
}

export function CopyField({ label, text }: CopyFieldProps) {
  const place = useRef<HTMLElement>(null);
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid(select(place.current) && isCopied() ? "Copied" : "Selected: press Ctrl+C or ⌘C");
    }
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

function select(element: HTMLElement | null): boolean {
  const selection = window.getSelection();
  if (element === null || selection === null) return false;
  selection.selectAllChildren(element);
  return true;
}

/** The old way, which browsers still allow without TLS. */
function isCopied(): boolean {
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
