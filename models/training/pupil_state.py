"""The trained pupil as a checkpoint has it: the averaged weights."""

import checkpoint
from encoder import load_origin
from run import say

LAYERS, FROZEN = 8, 4


def read_pupil(work, keep=slice(None), random=False, toxicity=True):
    """With random heads, for measures of speed, where `random`; with the head that toxicity.py trained for this step."""
    model = load_origin(work / "e5", LAYERS, keep)
    if not random:
        state = checkpoint.newest(work / "pupil", say)
        if state is None:
            raise SystemExit(f"{work / 'pupil'} has no whole checkpoint: run `python train.py pupil` first")
        model.load_state_dict(state["average"], strict=False)
        head = checkpoint.newest(work / "toxicity", say) if toxicity else None
        again = head is not None and head["step"] == state["step"]
        if again:
            model.toxicity.load_state_dict(head["head"])
        say(f"the pupil of step {state['step']}{', its toxicity trained once more' if again else ''}")
    return model.eval()
