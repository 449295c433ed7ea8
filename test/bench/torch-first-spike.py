"""First-spike times of a 784-600-10 network in PyTorch, one thread: the closed form z = sum w z / (sum w - 1) over the causal set, as the published code evaluates it (sort the
inputs, prefix sums in that order, the smallest candidate that lies between its last input and the next one). argv[1]: a folder with times, hidden and output as f32.
Prints JSON: images a second of CPU time (the better of two batch sizes), output times, version."""
import json
import sys
import time

import numpy
import torch

SILENT = 1e5


def fire(z, weights):
    """z [batch, inputs], weights [outputs, inputs] -> z of the outputs [batch, outputs]."""
    ordered, order = torch.sort(z, dim=1)
    gathered = weights.t()[order]  # [batch, inputs, outputs]
    sums = torch.cumsum(gathered, dim=1)
    moments = torch.cumsum(gathered * ordered.unsqueeze(2), dim=1)
    candidates = moments / torch.clamp(sums - 1, 1e-10, 1e10)
    following = torch.cat([ordered[:, 1:], torch.full_like(ordered[:, :1], SILENT)], dim=1).unsqueeze(2)
    invalid = (sums < 1) | (candidates < ordered.unsqueeze(2)) | (candidates > following)
    return candidates.masked_fill(invalid, SILENT).min(dim=1).values


def main():
    torch.set_num_threads(1)
    load = lambda name, shape: torch.from_numpy(numpy.fromfile(f"{sys.argv[1]}/{name}.f32", dtype=numpy.float32).reshape(shape))
    z = torch.exp(load("times", (-1, 784)))
    hidden, output = load("hidden", (600, 784)), load("output", (10, 600))
    best, found = 0.0, None
    with torch.no_grad():
        for batch in (8, 32):
            fire(fire(z[:batch], hidden), output)
            for _ in range(2):
                start = time.process_time()
                found = torch.cat([fire(fire(part, hidden), output) for part in z.split(batch)])
                best = max(best, len(z) / (time.process_time() - start))
    times = [None if z_out >= SILENT else time_out for z_out, time_out in zip(found.flatten().tolist(), torch.log(found).flatten().tolist())]
    print(json.dumps({"rate": best, "outputs": times, "version": torch.__version__}))


main()
