// The line that embeds a page of ours in another one.
/** HTML that embeds an address in another page; screen readers call the frame by its name. */
export function embedLine(address: string, name: string): string {
  const title = name.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const src = address.replaceAll("&", "&amp;");
  return `<iframe src="${src}" title="${title}" width="100%" height="520" loading="lazy" allow="clipboard-write" style="border:0"></iframe>`;
}
