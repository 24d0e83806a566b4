// The editor the learner gets: Monaco once it has arrived, the plain field by choice, on touch, or when Monaco fails.
import { Component, lazy, type ReactNode, Suspense } from "react";
import { usePage } from "../shell/page-context.ts";
import { useMedia } from "../shell/use-media.ts";
import { useStore } from "../state/use-store.ts";
import type { EditorProps } from "./editor-props.ts";
import PlainEditor from "./plain-editor.tsx";

const MonacoEditor = lazy(() => import("./monaco-editor.tsx"));

/** By choice, and on touch screens, where Monaco does not work. */
export function useIsPlain(): boolean {
  const { editor } = useStore(usePage().settings);
  const isTouch = useMedia("(pointer: coarse)");
  return editor === "plain" || (editor === "auto" && isTouch);
}

export function Editor(props: EditorProps) {
  const isPlain = useIsPlain();
  if (isPlain) return <PlainEditor {...props} />;
  return (
    <IfItFails otherwise={<PlainEditor {...props} />}>
      <Suspense fallback={<Waiting text={props.text} />}>
        <MonacoEditor {...props} />
      </Suspense>
    </IfItFails>
  );
}

/** The code can be read before it can be edited. */
function Waiting({ text }: { readonly text: string }) {
  return (
    <section className="editor-waiting" aria-label="Your handler; the editor is loading">
      <pre>{text}</pre>
    </section>
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
