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

/** A draft has two texts with a history; a lesson has one. */
export type HistoryFile = "handler" | "page";
/** What was there before the first edit. */
export const firstNames: Record<HistoryFile, string> = { handler: "starter code", page: "empty page" };

/** Shown above the code until something else happens. */
export type CodeNotice =
  /** The line of an older version was changed or removed. */
  | { readonly kind: "line-gone"; readonly line: number; readonly version: number }
  | { readonly kind: "line-moved"; readonly line: number; readonly version: number; readonly now: number }
  /** A text was inserted; `before` is the text that it replaced. */
  | { readonly kind: "inserted"; readonly file: HistoryFile; readonly name: string; readonly before: string }
  | { readonly kind: "error"; readonly message: string };

export interface CodeView {
  readonly tab: CodeTab;
  /** Whose versions the history shows: the text that was shown last. */
  readonly file: HistoryFile;
  /** The version that the history compares with the present code, and a line of it to highlight. */
  readonly version: number | null;
  readonly line: number | null;
  /** The learner asked for the solution before the checks passed. */
  readonly isSolutionShown: boolean;
  readonly notice: CodeNotice | null;
}

export type CodeViewAction =
  | { readonly type: "tab"; readonly tab: CodeTab }
  | {
      readonly type: "compare";
      readonly version: number | null;
      readonly line?: number;
      /** By default, the handler. */
      readonly file?: HistoryFile;
    }
  | { readonly type: "show-solution" }
  | { readonly type: "notice"; readonly notice: CodeNotice | null };

export const emptyCodeView: CodeView = {
  tab: "handler",
  file: "handler",
  version: null,
  line: null,
  isSolutionShown: false,
  notice: null,
};

export function reduceCodeView(view: CodeView, action: CodeViewAction): CodeView {
  switch (action.type) {
    case "tab":
      return view.tab === action.tab ? view : { ...view, tab: action.tab, ...historyOf(view, action.tab) };
    case "compare": {
      const { version, line = null, file = "handler" } = action;
      return { ...view, tab: "history", file, version, line, notice: null };
    }
    case "show-solution":
      return { ...view, isSolutionShown: true };
    case "notice":
      return { ...view, notice: action.notice };
    default:
      return action satisfies never;
  }
}

/** The history of the text that is being shown. A version of the other text is not in it. */
function historyOf(
  { file }: CodeView,
  tab: CodeTab,
): Pick<CodeView, "file"> & Partial<Pick<CodeView, "version" | "line">> {
  const isOther = (tab === "handler" || tab === "page") && tab !== file;
  return isOther ? { file: tab, version: null, line: null } : { file };
}
