/** Questions of a page of the documentation: each a heading, a query, and the answer that stands under it. */
export interface Question {
  readonly title: string;
  readonly sql: string;
  readonly answer: string;
}

const BLOCK = /^### (.+)\n+(?:(?!#|```)[^\n]*\n+)*```sql\n([\s\S]*?)\n```\n+```text\n([\s\S]*?)```/gm;

export function questionsOf(page: string): Question[] {
  return [...page.matchAll(BLOCK)].map(([, title, sql, answer]) => {
    return { title: title!, sql: sql!, answer: answer! };
  });
}

/** The page with other answers, in the order of its questions. */
export function withAnswers(page: string, answers: readonly string[]): string {
  let at = 0;
  return page.replace(BLOCK, (block) =>
    block.replace(/```text\n[\s\S]*?```$/, () => `\`\`\`text\n${answers[at++]}\`\`\``),
  );
}

/** Columns under their names, two spaces apart; numbers to the right. */
export function answerText(names: readonly string[], rows: readonly Record<string, unknown>[]): string {
  const cells = rows.map((row) => names.map((name) => shown(row[name])));
  const widths = names.map((name, k) => Math.max(name.length, ...cells.map((line) => line[k]!.length)));
  const numeric = names.map((name) => rows.some((row) => typeof row[name] === 'number'));
  const line = (parts: readonly string[]) =>
    parts
      .map((part, k) => (numeric[k] ? part.padStart(widths[k]!) : part.padEnd(widths[k]!)))
      .join('  ')
      .trimEnd();
  return [names, ...cells].map((parts) => `${line(parts)}\n`).join('');
}

function shown(value: unknown): string {
  if (value === null) return '–';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(', ');
  return String(value).replace(/\s+/g, ' ');
}

/** A table of {@link answerText} as cells; what stands two spaces apart or more is another cell. */
export const answerCells = (answer: string): string[][] =>
  answer
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
