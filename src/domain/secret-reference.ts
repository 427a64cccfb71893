import { VerbatimError } from '../errors/verbatim-error.ts';

/** The environment: names and values. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const WHOLE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;
/** Names of settings and of parameters whose value is a secret. */
const SECRET_NAME =
  /passw|^pass$|secret|token|api[-_]?key|access[-_]?key|^auth$|authorization|credential|signature|cookie|^(?:x-)?key$/i;

/**
 * Puts the values of the environment where a text has `${NAME}`. In an address they are percent-encoded, except where
 * the reference is the whole address.
 * @throws VerbatimError SECRET_MISSING
 */
export function withSecrets(text: string, environment: Environment, within: 'address' | 'text'): string {
  const encoded = within === 'address' && !WHOLE.test(text);
  return text.replace(REFERENCE, (_, name: string) => {
    const value = environment[name];
    if (value === undefined || value === '') throw new VerbatimError('SECRET_MISSING', { name });
    return encoded ? encodeURIComponent(value) : value;
  });
}

/**
 * Refuses an address that holds a secret in clear: a password, or a parameter with such a name.
 * @throws VerbatimError SECRET_IN_CLEAR
 */
export function assertNoSecret(address: string): void {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*?:([^/?#]*)@/i.exec(address)?.[1];
  if (password) assertReferred(password, 'the password of the address');
  const query = address.split('#')[0]!.split('?').slice(1).join('?');
  for (const [name, value] of new URLSearchParams(query)) {
    if (SECRET_NAME.test(name)) assertReferred(value, `the parameter ${name} of the address`);
  }
}

/** Refuses a header of HTTP whose name is that of a secret and whose value is written in clear. */
export function assertNoSecretHeader(name: string, value: string): void {
  if (SECRET_NAME.test(name)) assertReferred(value, `the header ${name}`);
}

function assertReferred(value: string, place: string): void {
  REFERENCE.lastIndex = 0;
  if (value !== '' && !REFERENCE.test(value)) throw new VerbatimError('SECRET_IN_CLEAR', { place });
}
