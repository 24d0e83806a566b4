// A screen that could not be shown: what happened, and what to do now.
import type { ReactNode } from "react";

interface FailureProps {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

export function Failure({ title, text, children }: FailureProps) {
  return (
    <main className="failure">
      <h1>{title}</h1>
      <p role="alert">{text}</p>
      <div className="actions">{children}</div>
    </main>
  );
}
