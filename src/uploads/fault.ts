import type { UploadFault } from '../db/uploads/uploads.ts';
import type { VerbatimError } from '../errors/verbatim-error.ts';

/** An error as it is stored with an upload. */
export const faultOf = ({ code, pageMessage: message, pageFix: fix }: VerbatimError): UploadFault => ({
  ...{ code, message, fix },
});

/** The error that an upload shows after an unexpected exception. */
export const INTERNAL: UploadFault = {
  code: 'INTERNAL',
  message: 'The import ended with a fault of Verbatim itself.',
  fix: 'See the log of verbatim serve, and please report it.',
};
