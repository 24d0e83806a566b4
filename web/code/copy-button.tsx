// Puts a text on the clipboard and says so.
import { useState } from "react";

export function CopyButton({ text, label = "Copy" }: { readonly text: string; readonly label?: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => setSaid((await copied(text)) ? "Copied" : "Not allowed here: select it and press Ctrl+C");
  return (
    <span className="copy">
      <span role="status">{said}</span>
      <button type="button" className="small" onClick={() => void copy()}>
        {label}
      </button>
    </span>
  );
}

async function copied(text: string): Promise<boolean> {
  try {
    // Without TLS there is no clipboard at all.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
