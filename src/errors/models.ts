import { type ErrorEntry, EXIT, failed, transient, usage } from './entry.ts';

/** Errors of models, devices and sessions. */
export const MODELS_ERRORS = {
  MODEL_NOT_FOUND: {
    ...usage,
    message: 'There is no model folder {folder}.',
    fix: 'Give a folder with config.json, tokenizer.json and onnx/*.onnx. If the active model is gone, replace it: verbatim run or analyze with --model verbatim-multilingual (the embedded one) or another folder, or go back: verbatim model rollback.',
  },
  MODEL_FILE_MISSING: {
    ...usage,
    message: 'The model folder {folder} lacks {file}.',
    fix: 'Export the model again (Optimum layout: config.json, tokenizer.json, onnx/*.onnx).',
  },
  MODEL_FILE_INVALID: {
    ...usage,
    message: '{file} of the model folder {folder} cannot be used: {detail}.',
    fix: 'Correct the file, or copy or export it again; docs/models.md describes its content.',
  },
  MODEL_TASK_UNSUPPORTED: {
    ...usage,
    message: 'The model in {folder} cannot be used here: {detail}.',
    fix: 'docs/models.md says which kinds of folders work, and what a verbatim.json may say.',
  },
  MODEL_SMOKE_FAILED: {
    ...failed,
    exit: EXIT.gate,
    message: 'The model in {folder} did not pass its smoke check: {detail}. It was not activated.',
    fix: 'Export the model again, or use another; verbatim model check shows what it does.',
  },
  MODEL_PRECISION_REFUSED: {
    ...failed,
    exit: EXIT.gate,
    message:
      'The {precision} graph in {folder} does not agree with its fp32 graph: {detail}. It was not activated.',
    fix: 'Use fp32, or another quantisation; verbatim model check --golden FILE measures it on your own texts.',
  },
  PRECISION_FOR_CPU: {
    ...usage,
    message: 'The active model {name} runs the int8 graph of {folder}, which is for CPUs, not for {device}.',
    fix: 'Run every command with --precision fp32 (VERBATIM_PRECISION). The fp32 graph then becomes the active model, and documents are analysed again.',
  },
  MODEL_AUDIT_FAILED: {
    ...failed,
    exit: EXIT.gate,
    message:
      'The model in {folder} changes its result when only the person changes, beyond the limits of the policy. Audit {audit}: {detail} It was not activated.',
    fix: 'Read verbatim audit swaps --model {name}. To accept a finding: verbatim audit accept FINDING --until DAY --reason TEXT.',
  },
  MODEL_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'No model is known as {name}. Known: {known}.',
    fix: 'Use a name of verbatim model list, or add its folder: verbatim model add FOLDER.',
  },
  MODEL_CHANGED: {
    ...usage,
    message: 'The files in {folder} are no longer those of {name} ({hash}).',
    fix: 'Restore the files, or add the folder again: verbatim model add FOLDER.',
  },
  TUNING_TOO_FEW_LABELS: {
    ...usage,
    http: 409,
    message: 'Tuning needs labels by people on {least} texts; there are {texts}{detail}.',
    fix: 'Label more: verbatim label next, or verbatim label import FILE. Texts that are not judged yet: verbatim analyze.',
  },
  TUNING_ONE_LABEL: {
    ...usage,
    http: 409,
    message: 'All {texts} labelled texts are {value}: nothing tells them from others.',
    fix: 'Label comments of at least two kinds.',
  },
  TUNING_UNREADABLE: {
    ...failed,
    http: 409,
    message: 'A head is tuned on results of the active model, and they do not serve: {detail}.',
    fix: 'Analyse feedback with a model that has the heads sentiment and embedding, such as the built-in one: verbatim analyze --model verbatim-multilingual.',
  },
  TUNING_NAME_INVALID: {
    ...usage,
    message: 'A model cannot be called {name}.',
    fix: 'Use up to 60 letters, digits, ".", "_" and "-", with a letter or digit first.',
  },
  CANDIDATE_ACTIVE: {
    ...usage,
    message: 'The model {name} is the active one already.',
    fix: 'Name another model: verbatim model list shows those that are known, verbatim model history those that were active.',
  },
  CANDIDATE_TASK: {
    ...usage,
    message: 'The model {name} is for {task}, so it cannot take the place of {active}, which is for {other}.',
    fix: 'Name a model for {other}. verbatim model activate makes a model the active one of its own task.',
  },
  COMPARISON_NOTHING: {
    ...usage,
    message: 'There is no active model that {name} could be compared with.',
    fix: 'Run verbatim run FILE first, or make the model the active one: verbatim model activate.',
  },
  MODEL_OVERTAKEN: {
    ...failed,
    message: 'Another model became active meanwhile, so {name} did not.',
    fix: 'See verbatim model history, and run the same command again if it is still right.',
  },
  ROLLBACK_NOTHING: {
    ...usage,
    message: 'No model was active before {name}.',
    fix: 'See verbatim model history. verbatim model activate NAME makes any model the active one, after its audit.',
  },
  ROLLBACK_GONE: {
    ...failed,
    message: 'The files of the former model {name} are gone or changed: {folder}. {active} stays active.',
    fix: 'Restore the folder, or go back to another model: verbatim model rollback NAME. verbatim model history lists them.',
  },
  DEVICE_UNAVAILABLE: {
    ...usage,
    message: 'The device {device} cannot be used: {detail}.',
    fix: 'Install what is missing (docs/operations.md, GPU) or use --device cpu.',
  },
  SESSION_FAILED: {
    ...failed,
    message: 'The model could not be run: {detail}.',
    fix: 'The document is set aside; see verbatim status.',
  },
  DEVICE_LOST: {
    ...transient,
    message: 'The device {device} failed: {detail}. A text that is known to work fails on it, too.',
    fix: 'No document is set aside. The worker returns its batches and ends: see dmesg and nvidia-smi, then restart it.',
  },
  SESSIONS_BROKEN: {
    ...transient,
    message: 'The model can no longer be run here: {detail}. A text that is known to work fails, too.',
    fix: 'No document is set aside. The worker returns its batches and ends: see the memory of the machine, then restart it.',
  },
  SESSION_HUNG: {
    ...transient,
    message: 'A session run did not end within {seconds} seconds.',
    fix: 'Its thread is replaced, and each document is retried alone. VERBATIM_RUN_SECONDS sets the limit.',
  },
  SESSION_CRASHED: {
    ...transient,
    message: 'A session thread ended unexpectedly: {detail}.',
    fix: 'The thread restarts, and the documents are retried in smaller batches.',
  },
} as const satisfies Record<string, ErrorEntry>;
