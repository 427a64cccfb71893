/**
 * Whether a server address is well-formed despite its password. An unencoded `/`, `?` or `#` in the password ends the
 * part before the host too early; the rest would look like a port or path and be printed.
 */
export function isWellFormedAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url?.href.startsWith(`${url.protocol}//`)) return false;
  return url.hash === '' && !(url.pathname + url.search).includes('@');
}
