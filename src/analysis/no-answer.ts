import { readable } from '../domain/reading/clean-text.ts';
import { withoutMasks } from '../domain/text/mask.ts';
import LISTS from './no-answers.json' with { type: 'json' };

/** Whether a text is an answer without content ("N/A", "none", "no comment") and not an opinion. */
export type NoAnswerTest = (text: string) => boolean;

/** Most words and characters of an answer without content. */
const MOST_WORDS = 14;
const MOST_CHARACTERS = 120;
const ADDRESS = /(?:https?:\/\/|www\.)\S+/gi;

// "no further comments at this time", "I don't have any suggestions", "nothing that I can think of". The lists exclude
// words that make it an opinion ("nothing works", "no complaints", "nothing to complain about").
const ABOUT =
  'comments?|suggestions?|feedback|ideas?|opinions?|remarks?|recommendations?|inputs?|thoughts?|advice|clue';
const MORE =
  'further|other|additional|more|specific|particular|real|such|extra|new|general|special|major|immediate|strong|current|improvement';
const MORE_NOTHING = 'else|more|further|specific|particular|new|much|really';
const NOTHING = 'nothing|none|nada|nil|zero|zilch|zip';
const TELL = 'add|say|report|comment|suggest|share|mention|declare|note|offer|contribute|tell|answer';
const WHEN =
  "at (?:all|this time|the moment|present|this (?:point|moment|stage))|right now|for now|just now|now|currently|today|yet|so far|as of (?:now|yet|today)|to date|this time|really|honestly|here|else|more|further|further more|in particular|particular|specific|whatsoever|in mind|(?:off )?the top of my head|(?:from|for|on) (?:me|us|my (?:side|end|part)|our (?:side|end))|i(?: can|'m able to)? (?:think|know|recall|remember)(?: of)?|that i (?:can think of|know of|recall|remember|am aware of)|i can think of|that comes? to mind|(?:that )?(?:comes|springs|came) to mind|comes immediately to mind|(?:on|about|regarding) (?:this|that|it)|for improvements?|to make|to give|to offer|to share|to add|either way|i (?:guess|think|suppose)|sorry|thanks|thank you|thx|ty|please|tbh|to be honest|though|tho|lol|haha";
const HAVE =
  "(?:i |we )?(?:do not|don't|dont|did not|didn't|didnt) (?:really )?have (?:any|a|an|one)|(?:i |we )?(?:have not|haven't|havent) (?:got )?(?:any|a)|(?:i |we )?(?:can not|cannot|can't|cant|couldn't|could not) (?:really )?think of (?:any|one|a|an)|(?:(?:i|we|i've|there)(?: have| got| is| are| was| were)? |have )?(?:no|not any|without(?: any)?|zero)";
const PHRASES = new RegExp(
  `^(?:(?:sorry|well|um|uh|hmm?|honestly|no|nope|i think|i guess|there is|there's|i have|i've got|i've|i had|we have|got|have|really|literally|absolutely|currently|at the moment|at this time|right now) )*` +
    `(?:(?:${HAVE})(?: (?:${MORE}))* (?:${ABOUT})(?: (?:or|and|&) (?:no )?(?:${ABOUT}))?|(?:${NOTHING})(?: (?:${MORE_NOTHING}))?(?: (?:to|i want to|i would like to|i'd like to) (?:${TELL}))?|(?:i |we )?(?:can not|cannot|can't|cant|could not|couldn't) think of (?:anything|any|one)|(?:i |we )?(?:have|had|got|'ve got) (?:${NOTHING})(?: to (?:${TELL}))?|(?:i )?(?:do not|don't|dont) know|not (?:sure|applicable)|no|n/?a)` +
    `(?: (?:${WHEN}))*$`,
);
const MASHED = /^(?:asdf|sdfg?|dfgh?|qwert|zxcv|hjkl?|jkl|fgh|ghj)[a-z]{0,12}$/;
const ONE_LETTER = /^(?:\p{Script=Latin}|\p{Script=Cyrillic})$/u;
/** Opinions without a letter: ":)", "<3", "5/5", "80 %". */
const SIGN = /[:;=][-o']?[)(\][|/\\]|<3|\^_?\^|\d\s*\/\s*\d|\d\s*%/;
/** Words about answering: a sentence of function words without one may be an opinion. */
const ANSWERING =
  /\b(?:answer|answered|respond|responded|response|reply|replied|comment|commented|suggestion|suggestions|applicable|specified|stated)\b/;

/**
 * @param own more answers without content; one that starts with "!" is an opinion and overrides the list
 */
export function noAnswerTest(own: readonly string[] = []): NoAnswerTest {
  const known = new Set(Object.values(LISTS).flat().map(plainAnswer));
  const opinions = new Set<string>();
  for (const answer of own) {
    if (answer.startsWith('!')) opinions.add(plainAnswer(answer.slice(1)));
    else known.add(plainAnswer(answer));
  }
  const saysNothing = (plain: string): boolean =>
    !opinions.has(plain) &&
    (known.has(plain) ||
      ONE_LETTER.test(plain) ||
      MASHED.test(plain) ||
      /^(\p{L})\1{2,}$/u.test(plain) ||
      PHRASES.test(plain));
  return (text) => {
    const read = readable(text.length > 4 * MOST_CHARACTERS ? text.slice(0, 4 * MOST_CHARACTERS) : text);
    if (text.length > 4 * MOST_CHARACTERS && read !== '') return false;
    const without = withoutMasks(read).replace(ADDRESS, ' ').trim();
    if (without.length > MOST_CHARACTERS) return false;
    if (!/[\p{L}\p{Extended_Pictographic}]/u.test(without)) return !SIGN.test(without);
    const plain = plainAnswer(without);
    if (opinions.has(plain) || plain === '') return false;
    if (plain.split(' ').length > MOST_WORDS) return false;
    if (saysNothing(plain)) return true;
    const pieces = without.split(/[\n,;./|–—-]+/).map(plainAnswer);
    const filled = pieces.filter((piece) => piece !== '');
    return filled.length > 1 && filled.every(saysNothing);
  };
}

/** An answer in lower case, without punctuation around words. Keeps emoji: they are opinions. */
export function plainAnswer(answer: string): string {
  return answer
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}'/\\]+/gu, ' ')
    .replace(/(?<![\p{L}\p{N}])'+|'+(?![\p{L}\p{N}])/gu, '')
    .trim();
}

/** Least share and count, among the answers of a source, of a frequent answer. */
const FREQUENT = 0.02;
const LEAST = 5;
const NEGATION =
  /\b(?:no|not|none|nothing|never|nil|without|(?:did|do|does|has|have|could|would|was|were)n't)\b/;

/**
 * Finds answers without content by frequency: short texts that are frequent in a source and only about not answering.
 * @param texts a sample of the source's comments
 * @returns answers in the form of {@link plainAnswer}
 */
export function frequentNoAnswers(texts: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    if (text.length > MOST_CHARACTERS) continue;
    const plain = plainAnswer(text);
    counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  const enough = Math.max(LEAST, FREQUENT * texts.length);
  const found = [...counts].filter(
    ([plain, count]) =>
      count >= enough && plain.split(' ').length <= 8 && ANSWERING.test(plain) && NEGATION.test(plain),
  );
  return new Set(found.map(([plain]) => plain));
}
