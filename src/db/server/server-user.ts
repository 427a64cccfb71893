import { existsSync } from 'node:fs';

/** A program of Postgres with its arguments and spawn options. Never run through a shell. */
export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly uid?: number;
    readonly gid?: number;
  };
}

/** The owner of the data folder, if it is not the user of this process. Postgres refuses to run as root. */
export const serverUser = (): { readonly uid: number; readonly gid: number } | null =>
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;

const SETPRIV = '/usr/bin/setpriv';

/**
 * Root (a container, a CI machine) runs Postgres as `nobody`; `setpriv` keeps the capability to pass through folders
 * that only root may enter, such as a checkout under /root. Without `no_setuid_fixup` initdb does not find its sibling
 * programs there: access(2) looks at other capabilities. `setpriv` executes in place, so the process id is Postgres'.
 */
export function asServerUser(file: string, args: readonly string[]): ServerCommand {
  const owner = serverUser();
  // Messages in English, because `start` parses them. A working folder that outlives any checkout.
  const options = { cwd: '/', env: { ...process.env, LC_ALL: 'C', LANGUAGE: '' } };
  if (!owner) return { file, args, options };
  if (!existsSync(SETPRIV)) return { file, args, options: { ...options, ...owner } };
  const capabilities = '+dac_override,+dac_read_search';
  const privileges = [
    ...['--securebits=+no_setuid_fixup', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'],
    ...[`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`],
  ];
  return { file: SETPRIV, args: [...privileges, file, ...args], options };
}
