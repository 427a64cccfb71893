const REFERENCE = /\$\{([A-Za-z_]\w{0,99})\}/g;

/** Names of the variables of the environment that a text refers to as `${NAME}`. */
export const referencesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(REFERENCE)].map(([, name]) => name!)),
];

/** The text with the values of the environment in place of its references. @param missing makes the error of a variable without a value */
export const withValues = (
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  missing: (name: string) => Error,
): string =>
  text.replace(REFERENCE, (_, name: string) => {
    const value = environment[name];
    if (value === undefined || value === '') throw missing(name);
    return value;
  });
