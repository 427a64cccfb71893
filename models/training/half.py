"""An fp16 graph for CUDA, from the fp32 graph of a model folder: python half.py FOLDER → FOLDER/onnx/model_fp16.onnx

Nothing of it needs to stand in the repository. Inputs and outputs stay fp32."""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def halved(model):
    """Every fp32 tensor and cast becomes fp16; the pool input is cast on the way in, outputs on the way out."""
    graph = model.graph
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            values = np.clip(numpy_helper.to_array(tensor), -65504, 65504).astype(np.float16)
            if tensor.name == "least":
                values = np.float16(1e-4)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    for node in graph.node:
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.FLOAT16
        for names in (node.input, node.output):
            for at, name in enumerate(names):
                if name == "pool":
                    names[at] = "pool_half"
    outputs = {value.name for value in graph.output}
    for node in graph.node:
        for names in (node.input, node.output):
            for at, name in enumerate(names):
                if name in outputs:
                    names[at] = f"{name}_half"
    cast = lambda before, after, kind: helper.make_node("Cast", [before], [after], to=kind)
    graph.node.insert(0, cast("pool", "pool_half", TensorProto.FLOAT16))
    graph.node.extend(cast(f"{name}_half", name, TensorProto.FLOAT) for name in outputs)
    return model


if __name__ == "__main__":
    folder = Path(sys.argv[1]) / "onnx"
    onnx.save(halved(onnx.load(folder / "model.onnx")), folder / "model_fp16.onnx")
