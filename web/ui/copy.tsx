// Copying text: a button, and a field whose text can be copied or selected.
import { useRef, useState } from "react";
import { copyText } from "./copy-text.ts";

interface CopyButtonProps {
  /** A function defers building a long text until it is copied. */
  readonly text: string | (() => string);
  readonly label?: string;
  readonly look?: "small" | "quiet tiny";
}

export function CopyButton({ text, label = "Copy", look = "small" }: CopyButtonProps) {
  const [status, setStatus] = useState("");
  const copy = async () => {
    const isCopied = await copyText(typeof text === "string" ? text : text());
    setStatus(isCopied ? "Copied" : "Copying is blocked. Select the text and press Ctrl+C.");
  };
  return (
    <span className="copy row muted small">
      <span role="status">{status}</span>
      <button type="button" className={look} onClick={() => void copy()} onBlur={() => setStatus("")}>
        {label}
      </button>
    </span>
  );
}

interface CopyFieldProps {
  /** Accessible name. */
  readonly label: string;
  readonly text: string;
}

export function CopyField({ label, text }: CopyFieldProps) {
  const field = useRef<HTMLElement>(null);
  const [status, setStatus] = useState("");
  const copy = async () => {
    const isCopied = await copyText(text);
    if (!isCopied && field.current !== null) window.getSelection()?.selectAllChildren(field.current);
    setStatus(isCopied ? "Copied" : "Selected. Press Ctrl+C or ⌘C.");
  };
  return (
    <div className="copy-field flow">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line must scroll from the keyboard */}
      <section ref={field} tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <button type="button" className="small" aria-label={`Copy ${label}`} onClick={() => void copy()}>
        Copy
      </button>
      <span role="status" className="copied tiny own-line done-status">
        {status}
      </span>
    </div>
  );
}
