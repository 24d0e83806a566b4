// Offers a file to the browser for download.
import { makeElement } from "./part.ts";

export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  makeElement("a", { href: url, download: name }).click();
  // The browser reads the blob after this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
