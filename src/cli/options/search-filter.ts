import { Option } from 'commander';

/** Flags that say which comments are searched: those of `WrittenFilter`. */
export const searchFilterOptions = (): Option[] => [
  new Option('--period <period>', 'only comments of 7d, last-month, 2026-03, FROM..TO …'),
  new Option('--source <name>', 'only comments of this source'),
  new Option('--attribute <name=value>', 'only comments with this value; may be repeated').argParser(
    (text: string, before: string[] = []) => [...before, text],
  ),
  new Option('--topic <name>', 'only sentences about this topic, or one below it'),
  new Option('--sentiment <sentiment>', 'only such sentences').choices(['negative', 'neutral', 'positive']),
  new Option('--rating <rating>', 'only comments with this rating, or one of 1..2'),
  new Option('--handled <answer>', 'only comments that are handled, or not').choices(['yes', 'no']),
];
