const HEADING = '## [Unreleased]';

/**
 * A changelog in which what is unreleased has become the section of a version.
 * @param date ISO 8601, such as 2026-11-29
 * @throws Error when nothing is unreleased
 */
export function released(changelog: string, version: string, date: string): string {
  const [head, rest] = changelog.split(`${HEADING}\n`);
  if (rest === undefined) throw new Error(`CHANGELOG.md has no section ${HEADING}`);
  if (!/^\s*[-*] /m.test(rest.split(/^## /m)[0]!))
    throw new Error('CHANGELOG.md says nothing under Unreleased');
  if (changelog.includes(`## [${version}]`))
    throw new Error(`CHANGELOG.md has a section for ${version} already`);
  return `${head}${HEADING}\n\n## [${version}] - ${date}\n${rest}`;
}
