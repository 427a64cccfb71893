import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';

const COMMANDS = [
  ...['run x.csv', 'import x.csv', 'analyze', 'worker', 'serve', 'report', 'status', 'requeue', 'failures'],
  ...[
    'retry --group X',
    'doctor',
    'rejects',
    'model check',
    'model list',
    'db url',
    'demo',
    'nightly',
    'themes',
  ],
  ...[
    'digest',
    'freshness',
    'summary',
    'audit',
    'audit card',
    'key list',
    'attribute list',
    'label import x.csv',
    'accuracy',
    'review draw sample',
  ],
];
const word = fc.stringMatching(/^[a-z][a-z0-9-]{1,12}$/);
// Nothing that a command could begin to do: each line has a fault that is found while it is read.
const fault = fc.oneof(
  word.map((name) => [`--no-such-${name}`]),
  fc.tuple(word, fc.string({ maxLength: 12 })).map(([name, value]) => [`--zz-${name}=${value}`]),
);
const line = fc.oneof(
  fc.tuple(fc.constantFrom(...COMMANDS), fault).map(([command, own]) => [...command.split(' '), ...own]),
  word.map((name) => [`zz-${name}`]),
  fc
    .tuple(
      fc.constantFrom('--map', '--time-zone', '--dates', '--quote', '--header', '--decimal', '--scale'),
      fc.string({ minLength: 1, maxLength: 20 }).filter((it) => !/^[-\0]|\0/.test(it) && !it.includes('=')),
    )
    .map(([flag, value]) => ['run', 'x.csv', flag, `${value}\u0001`]),
  fc
    .tuple(
      fc.constantFrom('digest --period', 'nightly --period', 'report --period', 'freshness --warn'),
      fc.stringMatching(/^zz[a-z0-9.']{1,12}$/),
    )
    .map(([command, value]) => [...command.split(' '), value]),
  fc
    .tuple(
      fc.constantFrom('--sessions', '--concurrency', '--metrics-port', '--device'),
      fc.constantFrom(
        '',
        '-1',
        '1e9',
        'NaN',
        '0x',
        '🙂',
        'null',
        '99999999999999999999',
        "'; drop table x; --",
      ),
    )
    .filter(([, value]) => value !== '')
    .map(([flag, value]) => ['worker', `${flag}=${value}`]),
);

test('whatever is wrong with a command line, it is said in two lines with exit code 2', async () => {
  const nothing = {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    REDIS_URL: '',
    VERBATIM_WAIT_SECONDS: '0',
  };
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 4, maxLength: 4 }), async (lines) => {
      const ended = await Promise.all(lines.map((args) => verbatim(args, nothing)));
      for (const [i, { code, stdout, stderr }] of ended.entries()) {
        const said = `${JSON.stringify(lines[i])}: ${stderr}`;
        expect(stderr, said).not.toMatch(/^\s+at |This is a bug/m);
        expect(stdout, said).toBe('');
        expect(stderr, said).toMatch(/^verbatim: .+\n {10}.+\[[A-Z_]+\]\n$/);
        expect(code, said).toBe(2);
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 480_000);
