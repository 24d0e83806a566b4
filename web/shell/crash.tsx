// When the page's own program fails: a screen that says so, that nothing typed is lost, and what to do.
import { Component, type ReactNode } from "react";

interface CrashState {
  readonly error: Error | null;
}

export class Crash extends Component<{ readonly children: ReactNode }, CrashState> {
  override readonly state: CrashState = { error: null };

  static getDerivedStateFromError(error: unknown): CrashState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    return this.state.error ? <Crashed error={this.state.error} /> : this.props.children;
  }
}

function Crashed({ error }: { readonly error: Error }) {
  return (
    <main className="failure">
      <h1>The page has stumbled</h1>
      <p role="alert">
        That is a mistake of ours. Your code is safe: what you typed is kept in this browser and on the server. Reload
        the page to go on.
      </p>
      <div className="actions">
        <button type="button" className="primary" onClick={() => window.location.reload()}>
          Reload
        </button>
        <a className="button" href="/">
          To the lessons
        </a>
      </div>
      <details>
        <summary>For whoever mends it</summary>
        <pre>{`${error.name}: ${error.message}\n${error.stack ?? ""}`.slice(0, 4_000)}</pre>
      </details>
    </main>
  );
}
