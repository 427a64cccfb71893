import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../src/version.ts';

const PAGE = join(import.meta.dirname, '../docs/benchmarks.md');

/**
 * Replaces one marked block of docs/benchmarks.md.
 * @param device to show beside the machine's processor
 */
export function writePage(mark: string, text: string, command: string, device = ''): void {
  const machine = `${cpus()[0]!.model.trim()}, ${availableParallelism()} cores, ${device && `${device}, `}Node ${process.versions.node}`;
  const stamp = `Verbatim ${VERSION}, ${new Date().toISOString().slice(0, 10)}, ${machine}. Made by \`${command}\`.`;
  const block = `<!-- ${mark} -->\n${stamp}\n\n${text}\n<!-- /${mark} -->`;
  const page = readFileSync(PAGE, 'utf8');
  const old = new RegExp(`<!-- ${mark} -->[\\s\\S]*<!-- /${mark} -->`);
  writeFileSync(PAGE, old.test(page) ? page.replace(old, () => block) : `${page.trimEnd()}\n\n${block}\n`);
}
