// Hook for pages of instructors: whether a call was refused because the session has ended.
import { useEffect } from "react";
import type { Loaded } from "../../net/use-answer.ts";

export function useSignedOut(loaded: Loaded<unknown>, signedOut: () => void): boolean {
  const isSignedOut = loaded.phase === "failed" && loaded.status === 401;
  useEffect(() => {
    if (isSignedOut) signedOut();
  }, [isSignedOut, signedOut]);
  return isSignedOut;
}
