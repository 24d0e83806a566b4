// Placeholder for something that is not here yet, or could not be loaded.
import type { ReactNode } from "react";

export function Loading({ className = "", children }: { readonly className?: string; readonly children: ReactNode }) {
  return (
    <p className={`loading ${className}`} role="status">
      {children}
    </p>
  );
}

/** For a whole screen. */
export function LoadingPage({ children }: { readonly children: ReactNode }) {
  return <Loading className="whole">{children}</Loading>;
}

export function LoadError({ text, retry }: { readonly text: string; readonly retry: () => void }) {
  return (
    <p className="trouble" role="alert">
      {text} <RetryButton className="small" retry={retry} />
    </p>
  );
}

export function RetryButton({ className, retry }: { readonly className: string; readonly retry: () => void }) {
  return (
    <button type="button" className={className} onClick={retry}>
      Try again
    </button>
  );
}
