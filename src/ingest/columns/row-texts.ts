import { given } from '../../domain/reading/cells.ts';
import type { Mapping } from './mapping.ts';

/** One text of a row, and what it was before it was masked. */
export interface RowText {
  readonly text: string | null;
  readonly unmasked: string | null;
  readonly field: string | null;
  readonly asked: string;
  /** Whether the title stands for a text that is blank. */
  readonly titled?: boolean;
}

/**
 * The texts of a row: one, or one for each text column that is not blank.
 * @param written the cells as they are in the file
 * @param questions by position
 */
export function textsOf(
  cells: readonly string[],
  written: readonly string[],
  {
    mapping,
    joinText,
    questions,
  }: {
    readonly mapping: Mapping;
    readonly joinText?: boolean | undefined;
    readonly questions: readonly string[];
  },
): RowText[] {
  const asked = (at: number) => questions[at]?.trim() ?? '';
  const { texts, names } = mapping;
  if (texts.length === 1) {
    const at = texts[0]!;
    const text = given(cells[at]!);
    const of = { field: null, asked: asked(at) };
    if (text.trim() !== '') return [{ text, unmasked: written[at]!, ...of }];
    const title = mapping.title === null ? '' : given(cells[mapping.title]!);
    if (title.trim() === '') return [{ text: null, unmasked: null, ...of }];
    return [{ text: title, unmasked: written[mapping.title!]!, ...of, titled: true }];
  }
  const filled = texts.filter((at) => given(cells[at]!).trim() !== '');
  if (joinText) {
    if (filled.length === 0) return [{ text: null, unmasked: null, field: null, asked: '' }];
    const joined = (of: readonly string[]) => filled.map((at) => of[at]!).join('\n');
    return [{ text: joined(cells), unmasked: joined(written), field: null, asked: '' }];
  }
  const of = (at: number) => ({ field: names[at]!, asked: asked(at) });
  if (filled.length === 0) return [{ text: null, unmasked: null, ...of(texts[0]!) }];
  return filled.map((at) => ({ text: cells[at]!, unmasked: written[at]!, ...of(at) }));
}
