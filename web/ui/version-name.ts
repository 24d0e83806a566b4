/** A code version in a short label: `v3`, or `starter code` for version 0. */
export const versionName = (version: number): string => (version === 0 ? "starter code" : `v${version}`);
