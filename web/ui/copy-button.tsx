// Puts a text on the clipboard and says so.
import { useState } from "react";
import { copyText } from "./copy-text.ts";

interface CopyButtonProps {
  /** A text that is long to make is made when it is wanted. */
  readonly text: string | (() => string);
  readonly label?: string;
  readonly look?: "small" | "quiet";
}

export function CopyButton({ text, label = "Copy", look = "small" }: CopyButtonProps) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    const isCopied = await copyText(typeof text === "string" ? text : text());
    setSaid(isCopied ? "Copied" : "Not allowed here: select it and press Ctrl+C");
  };
  return (
    <span className="copy">
      <span role="status">{said}</span>
      <button type="button" className={look} onClick={() => void copy()} onBlur={() => setSaid("")}>
        {label}
      </button>
    </span>
  );
}
