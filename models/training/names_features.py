"""What the frozen encoder says of each token of rows: tensors of a shipped graph, cut off before its heads."""

import numpy as np
import onnx
import onnxruntime

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
NOTHING = -100
BATCH_TOKENS = 4096


def session(folder, graph, tensors, threads=1):
    """A session of a graph that ends in `tensors`."""
    model = onnx.load(str(folder / graph), load_external_data=False)
    del model.graph.output[:]
    model.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in tensors)
    cut = folder / "onnx/.cut.onnx"
    cut.write_bytes(model.SerializeToString())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = threads, 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(cut), options, providers=["CPUExecutionProvider"])
    finally:
        cut.unlink()


def labelled(encoding, spans):
    """A label per token: its share of a span decides; a token of what is in doubt has none."""
    labels = np.zeros(len(encoding.ids), np.int8)
    for low, high, kind in joined(spans):
        first = True
        for at, ((start, end), special) in enumerate(zip(encoding.offsets, encoding.special_tokens_mask)):
            if special or end <= low or start >= high:
                continue
            labels[at] = NOTHING if kind == "?" else {"PER": 1, "LOC": 3}[kind] + (not first)
            first = False
    return labels


def joined(spans):
    """Spans of one kind with one blank between them are one."""
    made = []
    for low, high, kind in sorted(spans):
        if made and made[-1][2] == kind and low - made[-1][1] == 1:
            made[-1][1] = high
        else:
            made.append([low, high, kind])
    return made


def features(run, tensors, ids, most=192):
    """[tokens of all rows, tensors x 384] fp16, rows one after the other; and where each begins."""
    lengths = np.array([min(len(row), most) for row in ids])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    made = np.empty((starts[-1], len(tensors) * 384), np.float16)
    order = np.argsort(lengths, kind="stable")
    at = 0
    while at < len(order):
        width = lengths[order[min(len(order) - 1, at + 63)]]
        count = max(1, min(64, BATCH_TOKENS // width))
        batch = order[at : at + count]
        at += count
        width = lengths[batch].max()
        padded, mask = np.ones((len(batch), width), np.int64), np.zeros((len(batch), width), np.int64)
        for row, number in enumerate(batch):
            padded[row, : lengths[number]], mask[row, : lengths[number]] = ids[number][:most], 1
        feed = {"input_ids": padded, "attention_mask": mask}
        if "pool" in {value.name for value in run.get_inputs()}:
            feed["pool"] = np.zeros((len(batch), 1, width), np.float32)
        got = np.concatenate([part.reshape(len(batch), width, -1) for part in run.run(tensors, feed)], axis=2)
        for row, number in enumerate(batch):
            made[starts[number] : starts[number + 1]] = got[row, : lengths[number]]
    return made, starts
