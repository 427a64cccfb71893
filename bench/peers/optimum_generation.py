"""Python transformers' generate() over Optimum's ONNX sessions: texts in, texts out, sorted by length.

    python optimum_generation.py MODEL_FOLDER

Says its version in a line of JSON, then answers each line: {"texts": FILE, "prefix": TEXT, "beams": N, "tokens": N,
"batch": N, "binding": BOOL} with {"seconds": N, "ids": [[...], ...]}.
"""

import json
import os
import pathlib
import sys
import time

import onnxruntime
import optimum.version
import transformers
from optimum.onnxruntime import ORTModelForSeq2SeqLM

transformers.logging.set_verbosity_error()
folder = sys.argv[1]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = os.cpu_count()
model = ORTModelForSeq2SeqLM.from_pretrained(folder, subfolder="onnx", use_merged=True, session_options=options)
tokenizer = transformers.AutoTokenizer.from_pretrained(folder)


def generate(texts, prefix, beams, tokens, batch):
    encoded = tokenizer([prefix + text for text in texts], truncation=True)["input_ids"]
    order = sorted(range(len(texts)), key=lambda i: -len(encoded[i]))
    answers = [None] * len(texts)
    for at in range(0, len(order), batch):
        rows = order[at : at + batch]
        inputs = tokenizer.pad({"input_ids": [encoded[i] for i in rows]}, return_tensors="pt")
        found = model.generate(
            **inputs, num_beams=beams, do_sample=False, min_new_tokens=tokens, max_new_tokens=tokens
        )
        for i, ids in zip(rows, found.tolist()):
            answers[i] = ids
    tokenizer.batch_decode(answers, skip_special_tokens=True)
    return answers


version = f"transformers {transformers.__version__}, optimum {optimum.version.__version__}, onnxruntime {onnxruntime.__version__}"
print(json.dumps({"version": version}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    texts = json.loads(pathlib.Path(request.pop("texts")).read_text(encoding="utf-8"))
    model.use_io_binding = model.encoder.use_io_binding = model.decoder.use_io_binding = request.pop("binding")
    started = time.perf_counter()
    ids = generate(texts, **request)
    print(json.dumps({"seconds": time.perf_counter() - started, "ids": ids}), flush=True)
