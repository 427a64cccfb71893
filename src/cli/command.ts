import type { Command, Option } from 'commander';

/** Declares a command of `parent`, with its options in the order in which its help lists them. */
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
