import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Files of this run of the suite; removed at its end. */
export const SCRATCH = mkdtempSync(join(tmpdir(), 'verbatim-chaos-'));
