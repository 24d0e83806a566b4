// What the page has to know of the machine it runs on.

/** Macs have Cmd where others have Ctrl. */
export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);
