import { RE2JS, RE2JSSyntaxException } from 're2js';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Finder } from './flat-text.ts';

const NAME = /^[a-z_]{1,24}$/;

/**
 * The user's own kinds. RE2 needs time in proportion to the text, whatever the expression.
 * @throws VerbatimError MASK_PATTERN_INVALID
 */
export const ownPatterns = (patterns: Readonly<Record<string, string>>): Finder[] =>
  Object.entries(patterns).map(([kind, pattern]) => {
    if (!NAME.test(kind)) {
      throw invalid(kind, 'the name of a kind has small letters and _ only, 24 at most');
    }
    const compiled = compile(kind, pattern);
    return function* (flat) {
      if (!compiled.test(flat)) return;
      const matcher = compiled.matcher(flat);
      while (matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        if (end > start) yield { kind, start, end };
      }
    };
  });

function compile(kind: string, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const place = pattern.indexOf(error.input ?? '') + 1;
    throw invalid(kind, `${error.getDescription()} at character ${place}, ${JSON.stringify(error.input)}`);
  }
}

const invalid = (kind: string, detail: string) => new VerbatimError('MASK_PATTERN_INVALID', { kind, detail });
