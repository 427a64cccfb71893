import { Option } from 'commander';

/** Of every command that writes CSV: files are for Excel, standard output is for programs. */
export const bomOptions = (): Option[] => [
  new Option('--bom', 'CSV with a byte order mark, for Excel (default: in a file, not on a pipe)'),
  new Option('--no-bom', 'CSV without one'),
];
