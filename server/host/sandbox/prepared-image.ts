// What a host would compute at every start, computed once at set-up: the metered engine and its memory after booting.
import { deserialize, serialize } from "node:v8";
import type { Limits } from "../../protocol/limits.ts";
import { type BootImage, bootImage, bootLimits } from "./boot-image.ts";
import { meterFor } from "./pool.ts";

interface PreparedImage {
  readonly limits: string;
  readonly engine: Uint8Array<ArrayBuffer>;
  readonly image: Omit<BootImage, "module">;
}

const keyOf = (limits: Limits): string => JSON.stringify(bootLimits(limits));

export function prepareImage(wasm: Uint8Array, guestBundle: string, limits: Limits): Buffer {
  const engine = meterFor(wasm, limits);
  const { module: _, ...image } = bootImage(new WebAssembly.Module(engine), guestBundle, limits);
  return serialize({ limits: keyOf(limits), engine, image } satisfies PreparedImage);
}

/** `bytes` must come from `prepareImage`. Null if they are for other limits. */
export async function restoreImage(bytes: Uint8Array, limits: Limits): Promise<BootImage | null> {
  const prepared: PreparedImage = deserialize(bytes);
  if (prepared.limits !== keyOf(limits)) return null;
  return { ...prepared.image, module: await WebAssembly.compile(prepared.engine) };
}
