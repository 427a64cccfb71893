/**
 * Whether the address of a server is one that its password does not break. A password with `/`, `?` or `#` in it ends the
 * part before the host too early: the rest then looks like a port or a path, and would be printed as such.
 */
export function isWellFormedAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url?.href.startsWith(`${url.protocol}//`)) return false;
  return url.hash === '' && !(url.pathname + url.search).includes('@');
}
