// In place of something that could not be loaded.
export function LoadError({ text, retry }: { readonly text: string; readonly retry: () => void }) {
  return (
    <p className="trouble" role="alert">
      {text}{" "}
      <button type="button" className="small" onClick={retry}>
        Try again
      </button>
    </p>
  );
}
