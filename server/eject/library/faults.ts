// What a handler did wrong. A server prints it; the checks report it.

export type ReportFault = (kind: "error" | "rejection", error: unknown) => void;

let report: ReportFault = (_kind, error) => console.error(error);

export function reportFault(kind: "error" | "rejection", error: unknown): void {
  report(kind, error);
}

export function onFault(listener: ReportFault): void {
  report = listener;
}
