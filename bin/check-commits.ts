import { execFileSync } from 'node:child_process';

/**
 * Checks the subjects of commits that origin does not have: at most 72 characters, imperative ("Fix worker shutdown"),
 * no full stop. Without a known origin it checks the last commit. `.ci/run` calls it.
 */

const MOST_CHARACTERS = 72;
/** Imperatives that look like other forms. */
const IMPERATIVES = /^(?:Embed|Exceed|Feed|Need|Proceed|Seed|Shed|Speed|Bring|Alias|Bias|Focus)$/;

/** What is wrong with a subject; null: nothing. */
function faultOf(subject: string): string | null {
  const length = [...subject].length;
  if (length > MOST_CHARACTERS) return `${length} characters, at most ${MOST_CHARACTERS} are allowed`;
  if (subject.endsWith('.')) return 'it ends with a full stop';
  const [, verb] = /^([A-Z][a-z]+)\b/.exec(subject) ?? [];
  if (!verb) return 'it does not begin with a capitalised verb';
  const other = /(?:ed|ing|[^s]s)$/.test(verb) && !IMPERATIVES.test(verb);
  return other ? `"${verb}" is not an imperative` : null;
}

function git(folder: string, ...args: string[]): string {
  // CI may own the folder as another user.
  return execFileSync('git', ['-c', 'safe.directory=*', '-C', folder, ...args], {
    ...{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  });
}

/** One line for each new commit with a faulty subject. */
function faultsOf(folder: string): string[] {
  const known = git(folder, 'for-each-ref', '--count=1', 'refs/remotes/origin') !== '';
  const range = known ? ['HEAD', '--not', '--remotes=origin'] : ['-1', 'HEAD'];
  const lines = git(folder, 'log', '--no-merges', '--format=%h %s', ...range).split('\n');
  return lines.filter(Boolean).flatMap((line) => {
    const at = line.indexOf(' ');
    const fault = faultOf(line.slice(at + 1));
    return fault ? [`commit ${line.slice(0, at)}: ${fault}: ${line.slice(at + 1)}`] : [];
  });
}

const folder = process.argv[2] ?? '.';
let faults: string[] = [];
try {
  git(folder, 'rev-parse', 'HEAD');
  faults = faultsOf(folder);
} catch {
  console.error('No git history here: commit subjects are not checked.');
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
