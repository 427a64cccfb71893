import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../support/cli.ts';

/** Says on standard error, at the end, which modules a process has loaded. */
const LISTENER = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on('exit', () => process.stderr.write(loaded.join('\\n')));
`)}`;

// Commands are many and each is run alone: what one needs must not cost the others time and memory.
test.each(['--version', '--help', 'run --help', 'no-such-command'])(
  'verbatim %s loads no library but that of the command line',
  (line) => {
    const node = ['--import', LISTENER, join(ROOT, 'src/cli/main.ts')];
    const { stderr } = spawnSync(process.execPath, [...node, ...line.split(' ')], { encoding: 'utf8' });
    const found = stderr.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g);
    const libraries = new Set([...found].map(([, library]) => library));
    expect([...libraries]).toEqual(['commander']);
  },
);

test('what a start has compiled is kept for the next', () => {
  const started = spawnSync(process.execPath, [join(ROOT, 'bin/verbatim.mjs'), '--version'], {
    encoding: 'utf8',
  });
  expect(started.status).toBe(0);
  expect(readdirSync(join(ROOT, 'node_modules/.cache/verbatim'))).not.toEqual([]);
});
