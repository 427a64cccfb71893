import { join } from 'node:path';

/** Whether the sources run as they are, as in a clone. False in the package, which has what was compiled from them. */
export const FROM_SOURCE = import.meta.filename.endsWith('.ts');

/**
 * The folder with package.json, migrations, models and examples: a clone, or an installed package. No other file knows
 * where that is. `src` lies directly in it, and so does `dist`, in which every file has the place that it has in `src`:
 * what a module reads from its own folder (SQL, pages) it finds in both.
 */
export const PACKAGE_ROOT = join(import.meta.dirname, '..');

/**
 * Address of the module that a thread runs.
 * @param name of its file, without the ending
 * @param beside address of a module in the same folder: `import.meta.url`
 */
export const threadModule = (name: string, beside: string): URL =>
  new URL(`./${name}${FROM_SOURCE ? '.ts' : '.js'}`, beside);
