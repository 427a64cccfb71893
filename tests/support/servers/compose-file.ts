import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../cli.ts';

/** What a test needs of a service of docker-compose.yml, with its variables filled in. */
export interface Service {
  readonly image: string;
  readonly build?: { readonly target: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly tmpfs?: readonly string[];
  readonly read_only?: boolean;
  readonly healthcheck?: { readonly test: readonly string[] };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly configs?: Readonly<Record<string, { readonly content: string }>>;
}

/**
 * docker-compose.yml as Compose reads it: anchors merged, variables replaced.
 * @param environment the variables of `.env`
 * @throws Error where a required variable is missing
 */
export function readCompose(environment: Readonly<Record<string, string>>): Compose {
  const raw = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true });
  return filled(raw, environment) as Compose;
}

function filled(node: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof node === 'string') return interpolated(node, environment);
  if (Array.isArray(node)) return node.map((each) => filled(each, environment));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filled(value, environment)]));
}

/** `$$`, `${NAME}`, `${NAME:-default}` and `${NAME:?message}`: all that our file uses. */
function interpolated(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (whole, name, sign, rest) => {
    if (whole === '$$') return '$';
    const value = environment[name];
    if (value) return value;
    if (sign === '?') throw new Error(`${name}: ${rest}`);
    return sign === '-' ? rest : '';
  });
}
