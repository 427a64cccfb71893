import { codePointLength } from '../domain/document.ts';
import { codePointSlices } from '../domain/text/code-point-slices.ts';
import { MASK } from '../domain/text/mask.ts';
import type { Found } from './masked-text.ts';

const MASK_HERE = new RegExp(MASK.source, 'y');

/** Finds places of a text in its masked form. */
export interface MovedOffsets {
  /** A range of code points; one that begins or ends within a mask has the whole mask. */
  range(start: number, end: number): readonly [number, number];
  /** What a part of the text is in the masked form; null: the text has no such part. */
  part(of: string): string | null;
}

/** @param found what was masked in `text` to make `masked` (`maskedText`) */
export function movedOffsets(text: string, masked: string, found: readonly Found[]): MovedOffsets {
  let shift = 0;
  const spans = found.map(({ start, end }) => {
    MASK_HERE.lastIndex = start + shift;
    const length = MASK_HERE.exec(masked)?.[0].length ?? end - start;
    const span = { start, end, maskStart: start + shift, maskEnd: start + shift + length };
    shift = span.maskEnd - end;
    return span;
  });
  // UTF-16 units.
  const moved = (offset: number, edge: 'maskStart' | 'maskEnd'): number => {
    const span = spans.findLast(({ start }) => start < offset);
    if (!span) return offset;
    return offset < span.end ? span[edge] : offset - span.end + span.maskEnd;
  };
  const unit = (points: number) => codePointSlices(text, [{ start: 0, end: points }])[0]!.length;
  const point = (units: number) => codePointLength(masked.slice(0, units));
  return {
    range: (start, end) => [point(moved(unit(start), 'maskStart')), point(moved(unit(end), 'maskEnd'))],
    part(of) {
      const at = text.indexOf(of);
      if (at === -1) return null;
      return masked.slice(moved(at, 'maskStart'), moved(at + of.length, 'maskEnd'));
    },
  };
}
