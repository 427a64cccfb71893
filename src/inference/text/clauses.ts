import { type Span, splitSentences } from './sentences.ts';

/** A clause; `lead`: where its conjunction begins, which the model reads with it. */
export interface Clause extends Span {
  readonly lead?: number;
}

/** Conjunctions of contrast that mean nothing else in any language served. */
const FREE =
  'but|however|although|even though|though|pero|aunque|sin embargo|mutta|însă|αλλά|αλλα|но|porém|fakat'.split(
    '|',
  );
/** Conjunctions that are another word in some language ("ma commande", "men", "mais barato"): after a comma only. */
const AFTER_COMMA =
  'aber|jedoch|allerdings|obwohl|mais|cependant|pourtant|ma|però|maar|mas|men|ale|lecz|jednak|dar|ama|ancak|azonban|однако|зато|όμως|yet|whereas'.split(
    '|',
  );
/** French customers leave out the comma before "mais". In Portuguese the word means "more". */
const FRENCH =
  /^mais (?:l[ea]s?|l['’]|il|elle|ils|elles|on|je|j['’]|c['’]|ce|cette|une?|pas|très|trop|nous|vous|ça|cela|avec|sans|en|dommage|malheureusement)/i;
/** "nothing but good", "le but", "as though": the word joins no clause. */
const NO_CONTRAST =
  /(?:^|\s)(?:nothing|anything|everything|all|none|nobody|everyone|anyone|last|can(?:no|['’])t|as|le|du|au|un|ce|de|mon|son|notre|leur)$/i;
const NO_CONTRAST_AFTER = /^but (?:also|even|rather)\b/i;

const JOINT = new RegExp(
  `(?:[,;–—-]\\s*|\\s)(${[...FREE, ...AFTER_COMMA, 'mais'].join('|')})(?=[\\s,])`,
  'giu',
);
const CONCESSION =
  /^(?:although|even though|though|while|whereas|obwohl|auch wenn|bien que|même si|aunque|anche se|sebbene|hoewel|embora)\s/i;
const JOINS = /[\s,;–—-]/;
const FREE_WORDS = new Set(FREE);

/** Words on each side of a contrast, at least. */
const LEAST_WORDS = 2;

/**
 * Sentences of a text, cut at contrasts: "The fabric is lovely, but the fit is awful." has a label for each half.
 * A clause starts after its conjunction, so that it can be quoted. The language need not be known.
 */
export const splitClauses = (text: string): Clause[] =>
  splitSentences(text).flatMap((sentence) => clausesOf(text, sentence));

function clausesOf(text: string, { start, end }: Span): Clause[] {
  const sentence = text.slice(start, end);
  const clauses: Clause[] = [];
  let from: { start: number; lead: number } = { start: 0, lead: 0 };
  const cut = (to: number, lead: number, next: number) => {
    let last = to;
    while (last > from.start && JOINS.test(sentence[last - 1]!)) last--;
    if (words(sentence.slice(from.start, last)) < LEAST_WORDS || words(sentence.slice(next)) < LEAST_WORDS)
      return;
    clauses.push({ ...from, end: last });
    from = { start: next, lead };
  };
  if (CONCESSION.test(sentence)) {
    const comma = /,\s+/.exec(sentence);
    const next = comma ? comma.index + comma[0].length : 0;
    if (comma) cut(comma.index, next, next);
  }
  for (const match of sentence.matchAll(JOINT)) {
    const word = match[1]!;
    const lead = match.index + match[0].length - word.length;
    if (lead <= from.start || !contrasts(sentence, match[0], word, lead)) continue;
    const rest = /^[\s,]+/.exec(sentence.slice(lead + word.length))![0];
    cut(match.index, lead, lead + word.length + rest.length);
  }
  clauses.push({ ...from, end: sentence.length });
  return clauses.map((clause) => ({
    start: start + clause.start,
    end: start + clause.end,
    ...(clause.lead! < clause.start ? { lead: start + clause.lead! } : {}),
  }));
}

function contrasts(sentence: string, joint: string, word: string, lead: number): boolean {
  const after = sentence.slice(lead, lead + 24);
  const afterComma = /^[,;–—-]/.test(joint);
  if (!afterComma && !FREE_WORDS.has(word.toLowerCase()) && !FRENCH.test(after)) return false;
  if (NO_CONTRAST_AFTER.test(after)) return false;
  return afterComma || !NO_CONTRAST.test(sentence.slice(Math.max(0, lead - 16), lead).trimEnd());
}

/** Words in the beginning of a text, as far as they are needed. */
function words(text: string): number {
  let count = 0;
  for (const _ of text.slice(0, 200).matchAll(/\p{L}[\p{L}\p{N}'’-]*/gu)) if (++count === LEAST_WORDS) break;
  return count;
}
