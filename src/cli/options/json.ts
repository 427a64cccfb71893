import { Option } from 'commander';

export interface JsonFlag {
  json?: boolean;
}

export const jsonOption = (): Option => new Option('--json', 'one JSON document on standard output');
