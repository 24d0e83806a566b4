// Marks of lessons that an instructor has not opened.
import { notOpenText } from "../../../server/protocol/workshop.ts";
import { Icon } from "../../ui/icon.tsx";

/** A lock with its sentence. */
export function NotOpen() {
  return (
    <p className="not-open muted small">
      <Icon name="locked" />
      {notOpenText}
    </p>
  );
}

/** A lock alone; its sentence is read aloud and shown on hover. */
export function Lock() {
  return (
    <span className="not-open muted" title={notOpenText}>
      <Icon name="locked" />
      <span className="unseen">({notOpenText})</span>
    </span>
  );
}
