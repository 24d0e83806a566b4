// In place of learners when the filter or the search matches no one.
export function NothingFound({ clear }: { readonly clear: () => void }) {
  return (
    <div className="empty nothing stack">
      <p role="status">No one matches this filter and search.</p>
      <button type="button" className="small" onClick={clear}>
        Show everyone
      </button>
    </div>
  );
}
