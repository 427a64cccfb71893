/** A question, cut by the rules of `websearch_to_tsquery`: "quoted words" must occur, -words must not. */
export interface Question {
  /** What is asked for: without what must not occur, and without quotes. */
  readonly wanted: string;
  /** What comments must or must not hold, in the form of websearch; '' if there is no such part. */
  readonly required: string;
}

const PART = /(?<=^|\s)(-?)"([^"]*)"?|(?<=^|\s)-(?=[^\s"]*[\p{L}\p{N}])[^\s"]+/gu;

export function readQuestion(text: string): Question {
  const required: string[] = [];
  const wanted = text.replace(PART, (part: string, minus: string | undefined, quoted: string | undefined) => {
    if ((quoted ?? part).trim() === '') return ' ';
    required.push(part);
    return minus === '' ? ` ${quoted} ` : ' ';
  });
  return { wanted: wanted.replace(/\s+/g, ' ').trim(), required: required.join(' ') };
}
