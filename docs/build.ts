import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../src/app/settings.ts';
import { ERRORS } from '../src/errors/verbatim-error.ts';

/** The pages of this folder that are generated from source code. Rewrite them with: node docs/build.ts */
export const PAGES: Readonly<Record<string, () => string>> = {
  'config.md': configPage,
  'errors.md': errorsPage,
};

const NOTE = '<!-- Made by docs/build.ts; do not edit. Rewrite with: node docs/build.ts -->';

function configPage(): string {
  return `${NOTE}

# Settings

Settings are environment variables, read once when a command starts. An empty value counts as unset. An invalid value stops the command with exit code 2 and names the setting. \`--model\`, \`--device\`, \`--sessions\`, \`--concurrency\`, \`--host\` and \`--port\` of the command line override the environment.

${settingsTable()}
`;
}

/** One line a setting. */
function settingsTable(): string {
  const lines = Object.entries(SETTINGS.shape).map(([name, type]) => {
    const [meaning = '', computed] = (type.description ?? '').split(/ ?Default: /);
    const { data } = type.safeParse(undefined);
    const value = data === undefined ? 'none' : `\`${String(data)}\``;
    return `| \`${name}\` | ${computed?.replace(/\.$/, '') ?? value} | ${meaning} |`;
  });
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...lines].join('\n');
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, entry]) => {
    const cells = [
      ...[`\`${code}\``, cell(entry.message), cell(entry.fix), String(entry.exit), String(entry.http)],
      entry.retryable ? 'yes' : 'no',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `${NOTE}

# Errors

Every error that Verbatim raises on purpose has a stable code. The command line prints cause and fix on standard error, with the code in brackets, and ends with the exit code. With \`--json\`, standard output has the same under \`error\`. \`{name}\` is a placeholder for a value. An error without a code is a bug: please report it.

"Retry" shows whether the same attempt may succeed later without a change by you.

| code | message | fix | exit | HTTP | retry |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## Exit codes

| code | meaning |
| --- | --- |
| 0 | done |
| 1 | failed |
| 2 | wrong usage or configuration |
| 3 | done, with rejected rows or documents set aside |
| 4 | stale |
| 5 | a gate failed |
| 130 | stopped by a signal |
| 141 | the reader of standard output closed it early (128 + SIGPIPE) |
`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

if (import.meta.main) {
  for (const [name, page] of Object.entries(PAGES)) {
    writeFileSync(join(import.meta.dirname, name), page());
    console.log(`docs/${name}`);
  }
}
