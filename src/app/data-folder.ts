import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { FROM_SOURCE, PACKAGE_ROOT } from '../package-root.ts';

/**
 * Where data are kept when VERBATIM_HOME does not say it: `.verbatim` in a clone; for an installed package the user's
 * folder for data, as the platform has it. Nothing is written into an installed package.
 * @throws VerbatimError CONFIG_INVALID when the user has no home folder
 */
export function defaultDataFolder(): string {
  if (FROM_SOURCE) return join(PACKAGE_ROOT, '.verbatim');
  const { LOCALAPPDATA, XDG_DATA_HOME } = process.env;
  if (process.platform === 'win32')
    return join(LOCALAPPDATA || join(userHome(), 'AppData/Local'), 'verbatim');
  if (process.platform === 'darwin') return join(userHome(), 'Library/Application Support/verbatim');
  // By the XDG specification a relative path counts as not set: data would be elsewhere in each working folder.
  const given = XDG_DATA_HOME && isAbsolute(XDG_DATA_HOME) ? XDG_DATA_HOME : null;
  return join(given ?? join(userHome(), '.local/share'), 'verbatim');
}

function userHome(): string {
  let home = '';
  try {
    home = homedir();
  } catch {
    // No HOME, and no entry for the user in /etc/passwd.
  }
  if (isAbsolute(home)) return home;
  const detail = 'this user has no home folder, so name a folder for the data';
  throw new VerbatimError('CONFIG_INVALID', { name: 'VERBATIM_HOME', detail });
}
