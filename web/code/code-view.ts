// State of the code pane: its tab, the version compared in the history, and the notice above the code.

/** Those of a lesson. */
export const lessonTabs = [
  "handler",
  "walkthrough",
  "axum",
  "solution",
  "history",
] as const satisfies readonly CodeTab[];
/** `page`: a draft's client page. */
export type CodeTab = "handler" | "page" | "walkthrough" | "axum" | "solution" | "history";

/** Shown above the code until something else happens. */
export type CodeNotice =
  /** The line of an older version was changed or removed. */
  | { readonly kind: "line-gone"; readonly line: number; readonly version: number }
  | { readonly kind: "line-moved"; readonly line: number; readonly version: number; readonly now: number }
  /** A text was inserted; `before` is the text that it replaced. */
  | { readonly kind: "inserted"; readonly name: string; readonly before: string }
  | { readonly kind: "error"; readonly message: string };

export interface CodeView {
  readonly tab: CodeTab;
  /** The version that the history compares with the present code, and a line of it to highlight. */
  readonly version: number | null;
  readonly line: number | null;
  /** The learner asked for the solution before the checks passed. */
  readonly isSolutionShown: boolean;
  readonly notice: CodeNotice | null;
}

export type CodeViewAction =
  | { readonly type: "tab"; readonly tab: CodeTab }
  | { readonly type: "compare"; readonly version: number | null; readonly line?: number }
  | { readonly type: "show-solution" }
  | { readonly type: "notice"; readonly notice: CodeNotice | null };

export const emptyCodeView: CodeView = {
  tab: "handler",
  version: null,
  line: null,
  isSolutionShown: false,
  notice: null,
};

export function reduceCodeView(view: CodeView, action: CodeViewAction): CodeView {
  switch (action.type) {
    case "tab":
      return view.tab === action.tab ? view : { ...view, tab: action.tab };
    case "compare":
      return { ...view, tab: "history", version: action.version, line: action.line ?? null, notice: null };
    case "show-solution":
      return { ...view, isSolutionShown: true };
    case "notice":
      return { ...view, notice: action.notice };
    default:
      return action satisfies never;
  }
}
