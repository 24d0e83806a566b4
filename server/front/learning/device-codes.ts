// The short codes by which a learner goes on at another device: made, read aloud, used once.
import { createHmac, randomInt } from "node:crypto";
import type { DeviceCode } from "../../protocol/http.ts";
import type { Store } from "../../store/store.ts";

/** Without those that are taken for each other: 0 and O, 1 and I. */
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const length = 8;
const shape = new RegExp(`^[${letters}]{${length}}$`);

const livesMs = 10 * 60_000;
/** Live codes of one learner: a fourth ends the first. */
const most = 3;

export interface DeviceCodes {
  /** Makes the learner known to the store. */
  issue(learner: string): Promise<DeviceCode>;
  /** Whose the code is; null for one that is wrong, old or used. It stays good. */
  ownerOf(code: string): Promise<string | null>;
  /** The same, and nobody can use it again. */
  take(code: string): Promise<string | null>;
}

export function createDeviceCodes({ store, secret }: { readonly store: Store; readonly secret: string }): DeviceCodes {
  // 40 bits could be tried out against a plain hash by whoever gets hold of the store alone.
  const hashOf = (code: string) => createHmac("sha256", secret).update(`device code:${code}`).digest("base64url");
  const read = (code: string) => {
    const tidy = code.toUpperCase().replace(/[\s-]/g, "");
    return shape.test(tidy) ? hashOf(tidy) : null;
  };
  return {
    async issue(learner) {
      const code = Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
      const nowMs = Date.now();
      const expiresAtMs = nowMs + livesMs;
      await Promise.all([
        store.ensureLearner(learner, nowMs),
        store.putDeviceCode({ learner, hash: hashOf(code), nowMs, expiresAtMs, most }),
      ]);
      return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAtMs };
    },
    async ownerOf(code) {
      const hash = read(code);
      return hash === null ? null : store.deviceCode(hash, Date.now());
    },
    async take(code) {
      const hash = read(code);
      return hash === null ? null : store.takeDeviceCode(hash, Date.now());
    },
  };
}
