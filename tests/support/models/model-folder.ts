import { join } from 'node:path';

/** The embedded model. */
export const MODEL_FOLDER = join(import.meta.dirname, '../../../models/verbatim-mini');
