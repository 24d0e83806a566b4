// HTML that the server made from a lesson's own Markdown; never anything a learner or their handler wrote.
export function Html({ html, className }: { readonly html: string; readonly className: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered and made safe by the server
  return <div className={className} dangerouslySetInnerHTML={{ __html: html }} />;
}
