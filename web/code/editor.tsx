// The editor the learner gets: Monaco once it has arrived, the plain field by choice, on touch, or when Monaco fails.
import { Component, lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { usePage } from "../shell/page-context.ts";
import { useStore } from "../ui/store.ts";
import { useMedia } from "../ui/use-media.ts";
import { CodeLines } from "./code-lines.tsx";
import type { EditorProps } from "./editor-props.ts";
import PlainEditor from "./plain-editor.tsx";

const MonacoEditor = lazy(() => import("./monaco-editor.tsx"));

/** After so long without an editor there is a way to type all the same. */
const patienceMs = 6_000;

/** By choice, and on touch screens, where Monaco does not work. */
export function useIsPlain(): boolean {
  const { editor } = useStore(usePage().settings);
  const isTouch = useMedia("(pointer: coarse)");
  return editor === "plain" || (editor === "auto" && isTouch);
}

interface WaitingProps {
  readonly text: string;
  /** The text as the server coloured it, when it is that text. */
  readonly highlighted: string | null;
}

export function Editor({ highlighted, ...props }: EditorProps & Pick<WaitingProps, "highlighted">) {
  const isPlain = useIsPlain();
  const [isImpatient, setImpatient] = useState(false);
  if (isPlain || isImpatient) return <PlainEditor {...props} />;
  return (
    <IfItFails otherwise={<Instead {...props} />}>
      <Suspense fallback={<Waiting text={props.text} highlighted={highlighted} give={() => setImpatient(true)} />}>
        <MonacoEditor {...props} />
      </Suspense>
    </IfItFails>
  );
}

/** The code can be read before it can be edited, at the place where it will stand. */
function Waiting({ text, highlighted, give }: WaitingProps & { readonly give: () => void }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <section className="editor-waiting" aria-label="Your handler; the editor is loading">
      <CodeLines text={text} highlighted={highlighted} />
      {isLate ? (
        <p className="editor-late" role="status">
          The editor takes its time to arrive.{" "}
          <button type="button" className="small" onClick={give}>
            Type in a plain field
          </button>
        </p>
      ) : null}
    </section>
  );
}

function Instead(props: EditorProps) {
  return (
    <div className="editor-instead">
      <p className="code-notice" data-tone="warn" role="status">
        The full editor could not be loaded, so this is a plain field: it saves, loads and is checked the same. Reload
        the page to try again.
      </p>
      <PlainEditor {...props} />
    </div>
  );
}

interface IfItFailsProps {
  readonly otherwise: ReactNode;
  readonly children: ReactNode;
}

class IfItFails extends Component<IfItFailsProps, { readonly hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? this.props.otherwise : this.props.children;
  }
}
