"""The loop people write with PyTorch and snnTorch: a Python loop over timesteps, dense products, a leaky neuron with subtract reset.
Fully connected 784 x 1200, 5 % of the inputs active, T = 32, batch 128, one thread. Prints images a second, best and median, and what
that is in GFLOP/s: far below a tenth of the processor's peak, PyTorch has been given a slow BLAS (Debian: install libopenblas0)."""
import statistics
import time

import torch

INPUTS, OUTPUTS, STEPS, BATCH, DENSITY, ROUNDS = 784, 1200, 32, 128, 0.05, 7


def simulate(spikes, synapses, decay=0.9, threshold=1.0):
    potential = torch.zeros(BATCH, OUTPUTS)
    fired_in_all = []
    for step in range(STEPS):
        potential = decay * potential + synapses(spikes[step])
        fired = (potential >= threshold).float()
        potential = potential - fired * threshold
        fired_in_all.append(fired)
    return torch.stack(fired_in_all)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    synapses = torch.nn.Linear(INPUTS, OUTPUTS)
    spikes = (torch.rand(STEPS, BATCH, INPUTS) < DENSITY).float()
    rates = []
    with torch.no_grad():
        simulate(spikes, synapses)
        for _ in range(ROUNDS):
            start = time.perf_counter()
            simulate(spikes, synapses)
            rates.append(BATCH / (time.perf_counter() - start))
    gflops = 2e-9 * INPUTS * OUTPUTS * STEPS * max(rates)
    print(f"PyTorch {torch.__version__} loop, {INPUTS}x{OUTPUTS}, {DENSITY:.0%}, T={STEPS}, batch {BATCH}, one thread: "
          f"best {max(rates):.0f} img/s, median {statistics.median(rates):.0f} img/s ({gflops:.0f} GFLOP/s)")


main()
