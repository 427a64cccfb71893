import { type Command, Option } from 'commander';

export interface JsonFlag {
  json?: boolean;
}

export const jsonOption = (): Option => new Option('--json', 'one JSON document on standard output');

/** Declares a command of `parent`. Its help lists the options in this order. */
export function command(
  parent: Command,
  nameAndArgs: string,
  description: string,
  options: readonly Option[],
): Command {
  const made = parent.command(nameAndArgs).description(description);
  for (const option of options) made.addOption(option);
  return made;
}
