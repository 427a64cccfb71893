import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { SessionOpened, SessionSetup } from './protocol.ts';

/** Why a thread's session cannot serve the folder; null if it can. */
export function refusal(folder: string, setup: SessionSetup, opened: SessionOpened): VerbatimError | null {
  if ('fault' in opened) {
    const { fault, detail } = opened;
    if (fault === 'device') return new VerbatimError('DEVICE_UNAVAILABLE', { device: setup.device, detail });
    return new VerbatimError('MODEL_FILE_INVALID', {
      folder,
      file: 'the graph',
      detail: loadingFault(detail),
    });
  }
  const detail = mismatch(setup, opened.inputs, opened.outputs);
  return detail === null ? null : new VerbatimError('MODEL_TASK_UNSUPPORTED', { folder, detail });
}

/** The message of onnxruntime without the path, which the error shows already; in plain words for common faults. */
function loadingFault(message: string): string {
  const weights = /External data path does not exist: ".*?([^/\\"]+)"/.exec(message)?.[1];
  if (weights) return `its weights are in another file, ${weights}, which is missing`;
  const detail = message.replace(/^Load model from .+? failed:\s*/s, '').replace(/[.\s]+$/, '');
  return /protobuf parsing failed/i.test(detail)
    ? `it is truncated, or not an ONNX file (${detail})`
    : detail;
}

/** Inputs and outputs that the graph lacks, or inputs that the engine does not have; null if all match. */
function mismatch(setup: SessionSetup, inputs: readonly string[], outputs: readonly string[]): string | null {
  const needed = ['input_ids', 'attention_mask', ...(setup.kind === 'rows' ? [] : [setup.poolInput])];
  const unknown = inputs.filter((name) => name !== 'token_type_ids' && !needed.includes(name));
  const lacking = needed.filter((name) => !inputs.includes(name));
  if (setup.kind !== 'rows') {
    const { tokenOutput } = setup;
    const read = tokenOutput === undefined ? setup.outputs : [...setup.outputs, tokenOutput];
    lacking.push(...read.filter((name) => !outputs.includes(name)));
  } else if (!setup.reads.some(({ output }) => outputs.includes(output))) {
    lacking.push(`output ${setup.reads.map(({ output }) => output).join(' or ')}`);
  }
  if (lacking.length > 0) return `its graph has no ${lacking.join(', ')}`;
  if (unknown.length === 0) return null;
  return `its graph needs the input ${unknown.join(', ')}, which the engine does not have`;
}
