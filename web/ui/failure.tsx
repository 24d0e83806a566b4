// Full-page errors: a screen that could not be shown, and a crash of the page's own code.
import { Component, type ReactNode } from "react";
import { RetryButton } from "./loading.tsx";

interface FailureProps {
  readonly title: string;
  readonly text: string;
  /** What else can be done. */
  readonly children?: ReactNode;
  readonly retry?: (() => void) | null;
  readonly details?: ReactNode;
}

export function Failure({ title, text, children, retry = null, details = null }: FailureProps) {
  return (
    <main className="failure breakable stack">
      <h1>{title}</h1>
      <p role="alert">{text}</p>
      <div className="actions">
        {retry === null ? null : <RetryButton className="primary" retry={retry} />}
        {children}
      </div>
      {details}
    </main>
  );
}

interface ErrorBoundaryState {
  readonly error: Error | null;
}

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** In place of the children when rendering them fails; by default, a screen that says so. */
  readonly fallback?: ReactNode;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override readonly state: ErrorBoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    return this.state.error ? (this.props.fallback ?? <Crashed error={this.state.error} />) : this.props.children;
  }
}

const crashText =
  "This is a bug in ws101. Your code is safe: it is saved in this browser and on the server. Reload the page to continue.";

function Crashed({ error }: { readonly error: Error }) {
  const details = (
    <details className="muted small">
      <summary>Technical details</summary>
      <pre className="card scroll">{`${error.name}: ${error.message}\n${error.stack ?? ""}`.slice(0, 4_000)}</pre>
    </details>
  );
  return (
    <Failure title="Something went wrong" text={crashText} details={details}>
      <button type="button" className="primary" onClick={() => window.location.reload()}>
        Reload
      </button>
      <a className="button" href="/lessons">
        Back to lessons
      </a>
    </Failure>
  );
}
