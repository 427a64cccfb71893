export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly instructions: { readonly keyword: string; readonly argument: string }[];
}

/** Stages and their instructions in order. Does not know here-documents, which our Dockerfile does not use. */
export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  for (const line of lines) {
    const match = /^([A-Z]+)\s+(.+)$/.exec(line.trim());
    if (!match) {
      if (line.trim() !== '') throw new Error(`Not an instruction: ${line}`);
      continue;
    }
    const [, keyword, rest] = match as unknown as [string, string, string];
    const argument = rest.trim().replace(/\s+/g, ' ');
    const from = /^(\S+) AS (\S+)$/.exec(argument);
    if (keyword === 'FROM') stages.push({ base: from![1]!, name: from![2]!, instructions: [] });
    else stages.at(-1)!.instructions.push({ keyword, argument });
  }
  return stages;
}
