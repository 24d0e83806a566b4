// Message of `ws101 serve` for others: the addresses at which other machines reach the server, and one as a QR code.
import { renderUnicodeCompact } from "uqr";
import type { PublicOrigins } from "../protocol/http.ts";

interface StartMessageOptions {
  readonly isQrShown: boolean;
  /** Paints the code for terminals of any colour; without, it is for dark ones. */
  readonly isPainted: boolean;
}

/** More than these help no one: the first ones are those of private networks. */
const originsShown = 4;

export function startMessage({ open, origins }: PublicOrigins, options: StartMessageOptions): string {
  if (!open) return `${onlyHere}\n`;
  const [first] = origins;
  if (first === undefined) return `${noNetwork}\n`;
  const lines = origins
    .slice(0, originsShown)
    .map((origin, index) => `${index === 0 ? "Others open" : "or"} ${origin}`);
  const width = Math.max(...lines.map((line) => line.length));
  const addresses = lines.map((line) => line.padStart(width)).join("\n");
  return options.isQrShown ? `${addresses}\n\n${qrCode(first, options)}\n\n` : `${addresses}\n`;
}

const onlyHere = "Only this machine can open it. To let others in, stop it and type: npm start -- --host 0.0.0.0";
const noNetwork = "Others could open it, but this machine is in no network. Connect it to one, then start again.";

/** Scanners expect dark modules on a light background. */
const brightOnBlack = ["\u001b[97;40m", "\u001b[0m"] as const;

function qrCode(text: string, { isPainted }: StartMessageOptions): string {
  const [before, after] = isPainted ? brightOnBlack : ["", ""];
  const rows = renderUnicodeCompact(text, { ecc: "M", border: 2 }).split("\n");
  return rows.map((row) => `  ${before}${row}${after}`).join("\n");
}
