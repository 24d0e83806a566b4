// Page menu, at the top right of every screen: the playground, the reference, commands, keyboard shortcuts, settings.
import { Link } from "../ui/link.tsx";
import { isMac, keyNames } from "./keys.ts";
import { usePage } from "./page-context.ts";

export function PageMenu() {
  const { overlay } = usePage();
  const palette = keyNames("palette", isMac())[0] ?? "";
  return (
    <div className="page-menu row">
      <Link className="button quiet" href="/play">
        Playground
      </Link>
      <a className="button quiet" href="/reference" target="_blank" rel="noopener">
        Reference
      </a>
      <button type="button" className="quiet palette-button" onClick={() => overlay.dispatch("palette")}>
        Commands <kbd>{palette}</kbd>
      </button>
      <button
        type="button"
        className="quiet keys-button"
        onClick={() => overlay.dispatch("keys")}
        aria-label="Keyboard shortcuts"
      >
        <span aria-hidden="true">?</span>
      </button>
      <button type="button" className="quiet" onClick={() => overlay.dispatch("settings")}>
        Settings
      </button>
    </div>
  );
}
