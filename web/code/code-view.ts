// What the code pane shows: which tab, which version of the history, and what there is to say about it.

export const codeTabs = ["handler", "axum", "solution", "history"] as const;
export type CodeTab = (typeof codeTabs)[number];

/** Said above the editor until something else happens. */
export type Said =
  /** A line of an older version is not in the code any more as it was. */
  | { readonly what: "line-gone"; readonly line: number; readonly version: number }
  | { readonly what: "line-moved"; readonly line: number; readonly version: number; readonly now: number }
  /** A text was put into the editor; `before` brings back what stood there. */
  | { readonly what: "put"; readonly name: string; readonly before: string }
  | { readonly what: "trouble"; readonly message: string };

export interface CodeView {
  readonly tab: CodeTab;
  /** The version that the history holds against the code as it is now, and a line of it to look at. */
  readonly version: number | null;
  readonly line: number | null;
  /** The learner asked for the solution before their checks passed. */
  readonly isSolutionShown: boolean;
  readonly said: Said | null;
}

export type CodeViewAction =
  | { readonly type: "tab"; readonly tab: CodeTab }
  | { readonly type: "compare"; readonly version: number | null; readonly line?: number }
  | { readonly type: "show-solution" }
  | { readonly type: "say"; readonly said: Said | null };

export const emptyCodeView: CodeView = {
  tab: "handler",
  version: null,
  line: null,
  isSolutionShown: false,
  said: null,
};

export function reduceCodeView(view: CodeView, action: CodeViewAction): CodeView {
  switch (action.type) {
    case "tab":
      return view.tab === action.tab ? view : { ...view, tab: action.tab };
    case "compare":
      return { ...view, tab: "history", version: action.version, line: action.line ?? null, said: null };
    case "show-solution":
      return { ...view, isSolutionShown: true };
    case "say":
      return { ...view, said: action.said };
    default:
      return action satisfies never;
  }
}
