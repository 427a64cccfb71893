// What the address asks, without anything of the page, so that it can be asked before the page is there.

/** What the figures are of. */
export const FILTERS = ['period', 'source', 'attribute', 'value', 'topic', 'theme', 'sentiment', 'handled'];

export const questionOf = (address) =>
  Object.fromEntries(FILTERS.filter((name) => address[name]).map((name) => [name, address[name]]));

/** The same by the values that are shown. */
export const breakdownQuestion = (address) => ({
  ...questionOf(address),
  ...Object.fromEntries(
    ['by', 'search'].filter((name) => address[name]).map((name) => [name, address[name]]),
  ),
});
