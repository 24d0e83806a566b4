// Renders HTML that the server produced from lesson Markdown; never text from a learner or a handler.
export function Html({ html, className }: { readonly html: string; readonly className: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered and sanitized by the server
  return <div className={className} dangerouslySetInnerHTML={{ __html: html }} />;
}
