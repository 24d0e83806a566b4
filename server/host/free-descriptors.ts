// Whether this process may open more files and sockets. The limit itself (`ulimit -n`) cannot be read from here.
import { closeSync, openSync } from "node:fs";

/** What a refusal, a measurement and a module that loads late need at the same time. */
const reserve = 4;

/** Opens and closes files to find out, which takes some 20 µs. */
export function hasFreeDescriptors(): boolean {
  const opened: number[] = [];
  try {
    while (opened.length < reserve) opened.push(openSync(import.meta.filename, "r"));
    return true;
  } catch {
    return false;
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}
