// Finds and starts a browser for tests.
import { accessSync, constants } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [
  process.env.CHROMIUM_PATH ?? "",
  // Chromium without its own windows, which needs a third less CPU time.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

const browserPath = places.find((path) => path !== "" && isProgram(path)) ?? null;

/** True if the file exists and is executable. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** For a test's `skip`: false if there is a browser, otherwise the reason to print. */
export const withoutBrowser: false | string =
  browserPath === null ? "no Chromium or Chrome found; set CHROMIUM_PATH to run the tests of the page" : false;

/**
 * The popups of the address bar are pages of their own: loading them with each window takes as long as a page of ours. So
 * does a spare process for the next page.
 */
const unused = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess"];
/** Playwright's list (1.65), which ours replaces. */
const disabledByPlaywright = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "msForceBrowserSignIn",
];

/**
 * Pages of a context share a process, which keeps what it has compiled; painting needs none of its own. Sandboxed frames have
 * their own, as in a browser with windows.
 */
const fewProcesses = ["--renderer-process-limit=1", "--in-process-gpu", "--site-per-process"];

/** A page of a test does not live long enough for optimized code to repay its compilation; those of benchmarks do. */
const unoptimized = "--js-flags=--no-opt --no-maglev";

export function startBrowser({ optimizes = true } = {}): Promise<Browser> {
  const features = `--disable-features=${[...disabledByPlaywright, ...unused].join(",")}`;
  return chromium.launch({
    executablePath: browserPath ?? "",
    args: ["--no-sandbox", "--disable-gpu", ...fewProcesses, features, ...(optimizes ? [] : [unoptimized])],
  });
}
