import type { UploadFault } from '../db/uploads/uploads.ts';
import type { VerbatimError } from '../errors/verbatim-error.ts';

/** An error as it is stored with an upload. */
export const faultOf = ({ code, pageMessage: message, pageFix: fix }: VerbatimError): UploadFault => ({
  ...{ code, message, fix },
});

/** What an upload is told of an error that nobody raised on purpose. */
export const INTERNAL: UploadFault = {
  code: 'INTERNAL',
  message: 'The import ended with a fault of Verbatim itself.',
  fix: 'See the log of verbatim serve, and please report it.',
};
