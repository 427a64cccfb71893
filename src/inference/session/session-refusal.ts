import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { SessionOpened, SessionSetup } from './session-protocol.ts';

/** Why a thread's session cannot serve the folder, or null when it can. */
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

/** What onnxruntime says, without the path that the error names anyway; in plain words where it is a usual fault. */
function loadingFault(said: string): string {
  const weights = /External data path does not exist: ".*?([^/\\"]+)"/.exec(said)?.[1];
  if (weights) return `its weights are in a file of their own, ${weights}, which is not beside it`;
  const detail = said.replace(/^Load model from .+? failed:\s*/s, '').replace(/[.\s]+$/, '');
  return /protobuf parsing failed/i.test(detail) ? `it is cut off, or no ONNX file (${detail})` : detail;
}

/** What the graph lacks, or asks for in vain. */
function mismatch(setup: SessionSetup, inputs: readonly string[], outputs: readonly string[]): string | null {
  const needed = ['input_ids', 'attention_mask', ...(setup.kind === 'rows' ? [] : [setup.poolInput])];
  const unknown = inputs.filter((name) => name !== 'token_type_ids' && !needed.includes(name));
  const lacking = needed.filter((name) => !inputs.includes(name));
  if (setup.kind !== 'rows') lacking.push(...setup.outputs.filter((name) => !outputs.includes(name)));
  else if (!setup.reads.some(({ output }) => outputs.includes(output))) {
    lacking.push(`output ${setup.reads.map(({ output }) => output).join(' or ')}`);
  }
  if (lacking.length > 0) return `its graph has no ${lacking.join(', ')}`;
  if (unknown.length === 0) return null;
  return `its graph asks for the input ${unknown.join(', ')}, which the engine does not know`;
}
