import { Option } from 'commander';

export const writerOption = (): Option =>
  new Option(
    '--writer <folder>',
    'sequence-to-sequence model that writes summaries; what comments do not bear out goes',
  );
