// The address has the selection: it can be shared, and the back button works.
import { useEffect, useState } from 'preact/hooks';
import { FILTERS, questionOf } from './question.js';

/** How they are shown. */
const VIEW = ['by', 'search', 'sort', 'all', 'q', 'like'];
/** The quotes that are open, where they are of less than the figures. */
const QUOTES = ['quotes', ...FILTERS.map((name) => `quotes-${name}`)];
const NAMES = [...FILTERS, ...VIEW, ...QUOTES];

const listeners = new Set();
const changed = () => {
  for (const listener of listeners) listener(readAddress());
};
addEventListener('popstate', changed);

export function readAddress() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.filter((name) => given.get(name)).map((name) => [name, given.get(name)]));
}

/** The address with some names changed; null takes one out. */
export function addressWith(changes) {
  const merged = { ...readAddress(), ...changes };
  const query = new URLSearchParams(NAMES.filter((name) => merged[name]).map((name) => [name, merged[name]]));
  return `/dashboard${query.size > 0 ? `?${query}` : ''}`;
}

export function go(changes, { replace = false } = {}) {
  const to = addressWith(changes);
  if (to === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  changed();
}

export function useAddress() {
  const [address, setAddress] = useState(readAddress);
  useEffect(() => {
    listeners.add(setAddress);
    return () => listeners.delete(setAddress);
  }, []);
  return address;
}

export const NO_FILTERS = Object.fromEntries(FILTERS.slice(1).map((name) => [name, null]));
const NO_QUOTES = Object.fromEntries(QUOTES.map((name) => [name, null]));

/** Opens quotes that are of some of the figures: `{ theme: 7, sentiment: 'negative' }`. */
export const quotesOf = (narrower) => ({
  ...NO_QUOTES,
  quotes: 'open',
  ...Object.fromEntries(Object.entries(narrower).map(([name, value]) => [`quotes-${name}`, String(value)])),
});
export const closeQuotes = () => go(NO_QUOTES);

/** What the quotes that are open are of; null: none are. */
export function quotesQuestion(address) {
  if (!address.quotes) return null;
  const narrower = FILTERS.filter((name) => address[`quotes-${name}`]).map((name) => [
    name,
    address[`quotes-${name}`],
  ]);
  return { ...questionOf(address), ...Object.fromEntries(narrower) };
}

/** A click on a link within this page changes the address alone; with a key held it opens as any link. */
export function follow(event) {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.('a[href^="/dashboard"]');
  if (!link) return;
  event.preventDefault();
  // Links of SVG have an object there.
  history.pushState(null, '', link.getAttribute('href'));
  changed();
}
