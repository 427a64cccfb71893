"""The trained pupil as a checkpoint has it: the averaged weights."""

import checkpoint
from encoder import load_origin
from run import say

LAYERS, FROZEN = 8, 4


def read_pupil(work, keep=slice(None), random=False):
    """With random heads, for measures of speed, where `random`."""
    model = load_origin(work / "e5", LAYERS, keep)
    if not random:
        state = checkpoint.newest(work / "pupil", say)
        if state is None:
            raise SystemExit(f"{work / 'pupil'} has no whole checkpoint: run `python train.py pupil` first")
        model.load_state_dict(state["average"], strict=False)
        say(f"the pupil of step {state['step']}")
    return model.eval()
