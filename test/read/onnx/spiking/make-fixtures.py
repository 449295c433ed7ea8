"""Makes the spiking ONNX models of fixtures/ and, run by ONNX Runtime, the spikes they give: fixtures/expected.json.

    python3 test/read/onnx/spiking/make-fixtures.py

Needs torch, onnx, onnxruntime, snntorch, norse, sinabs, spikingjelly, and onnxscript for the models named dynamo_*.
Weights and inputs are random with fixed seeds. Models by the exporter of TorchScript, the others by that of torch.export.
"""
import os, sys
sys.dont_write_bytecode = True
import numpy as np, torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
import snntorch as snn
from fixturing import BATCH, HERE, HIDDEN, IN, OUT, T, case_input, expected, export, fire, run, save, step_case, tell, unrolled_case, write_expected

# ---- snnTorch ------------------------------------------------------------------------------------------------------

def seeded(build, seed):
    torch.manual_seed(seed)
    module = build()
    for p in module.parameters():
        if p.dim() >= 1 and p.requires_grad:
            p.data = p.data * 3 + (0.2 if p.dim() == 1 else 0)
    return module


class Step(nn.Module):
    """Two populations, one timestep."""
    def __init__(self, make):
        super().__init__()
        self.fc1, self.lif1, self.fc2, self.lif2 = nn.Linear(IN, HIDDEN), make(HIDDEN), nn.Linear(HIDDEN, OUT), make(OUT)

    def forward(self, x, mem1, mem2):
        spk1, mem1 = self.lif1(self.fc1(x), mem1)
        spk2, mem2 = self.lif2(self.fc2(spk1), mem2)
        return spk1, mem1, spk2, mem2


class Unrolled(nn.Module):
    """The Python loop over the timesteps."""
    def __init__(self, make, series, sums=False):
        super().__init__()
        self.step, self.series, self.sums = Step(make), series, sums

    def forward(self, x):
        mem1, mem2 = self.step.lif1.init_leaky(), self.step.lif2.init_leaky()
        seen, potentials = [], []
        for t in range(T):
            _, mem1, spk2, mem2 = self.step(x[t] if self.series else x, mem1, mem2)
            seen.append(spk2)
            potentials.append(mem2)
        if self.sums:
            return sum(seen[1:], seen[0])
        return torch.stack(seen), torch.stack(potentials)


MEMS = {"mem1_in": (HIDDEN,), "mem2_in": (OUT,)}
MEM_OUTPUTS = {"spk1": None, "mem1": "mem1_in", "spk2": None, "mem2": "mem2_in"}
LEAKY = {
    "subtract": lambda n: snn.Leaky(beta=0.9, reset_mechanism="subtract"),
    "zero": lambda n: snn.Leaky(beta=0.8, threshold=0.7, reset_mechanism="zero"),
    "none": lambda n: snn.Leaky(beta=0.7, threshold=1.2, reset_mechanism="none"),
    "immediate": lambda n: snn.Leaky(beta=0.9, reset_delay=False),
    "vectors": lambda n: snn.Leaky(beta=torch.linspace(0.5, 0.95, n), threshold=torch.linspace(0.6, 1.4, n)),
    "graded": lambda n: snn.Leaky(beta=0.9, graded_spikes_factor=1.5),
}


class PlainLeaky(nn.Module):
    """What torch.export can trace (snnTorch's own class branches on a tensor)."""
    def __init__(self, beta, reset):
        super().__init__()
        self.beta, self.reset, self.init_leaky = beta, reset, lambda: torch.zeros(())

    def forward(self, x, mem):
        fired = fire(mem - 1.0)
        mem = self.beta * mem + x - fired if self.reset == "subtract" else self.beta * torch.where(fired > 0.5, 0.0, mem) + x
        return fire(mem - 1.0), mem


PLAIN = {"subtract": lambda n: PlainLeaky(0.9, "subtract"), "zero": lambda n: PlainLeaky(0.8, "zero")}


def snntorch_cases():
    for index, kind in enumerate(LEAKY):
        for dynamo in (False, True):
            if dynamo and kind not in PLAIN:
                continue
            make = PLAIN[kind] if dynamo else LEAKY[kind]
            prefix = "dynamo_" if dynamo else ""
            for series in (False, True):
                if dynamo and series:
                    continue
                tail = "_series" if series else ""
                build = lambda: Unrolled(make, series)
                x = case_input(series, index)
                if not series:
                    step_case(f"{prefix}leaky_{kind}_step", seeded(lambda: Step(make), index), MEMS, MEM_OUTPUTS, x, False, "spk2", dynamo=dynamo)
                unrolled_case(f"{prefix}leaky_{kind}_unrolled{tail}", seeded(build, index), x, series, {"x": {1 if series else 0: "N"}}, ("spikes", "potentials"), dynamo=dynamo)
    x = case_input(False, 9)
    module = seeded(lambda: Unrolled(LEAKY["subtract"], False, sums=True), 9)
    model = export("leaky_sum", module, (torch.tensor(x),), ["x"], ["counts"], {"x": {0: "N"}})
    counts = run(model, {"x": x})["counts"]
    expected["leaky_sum"] = {"timesteps": T, "series": False, "readout": "total", "inputs": x.reshape(BATCH, -1).round(6).tolist(), "values": counts.astype(int).tolist()}


def lapicque(reset, threshold):
    def make(n):
        neuron = snn.Lapicque(R=4.0, C=0.8, time_step=0.5, threshold=threshold, reset_mechanism=reset)
        neuron.init_leaky = neuron.init_lapicque
        return neuron
    return make


def lapicque_cases():
    """The current is scaled element by element: by R, 1 / (R C) and the timestep."""
    for index, (kind, make) in enumerate({"subtract": lapicque("subtract", 0.8), "zero": lapicque("zero", 0.6)}.items(), 20):
        x = case_input(False, index)
        step_case(f"lapicque_{kind}_step", seeded(lambda: Step(make), index), MEMS, MEM_OUTPUTS, x, False, "spk2")
        unrolled_case(f"lapicque_{kind}_unrolled", seeded(lambda: Unrolled(make, False), index), x, False, outputs=("spikes", "potentials"))
        unrolled_case(f"lapicque_{kind}_unrolled_series", seeded(lambda: Unrolled(make, True), index), case_input(True, index), True, outputs=("spikes", "potentials"))


class Scaled(nn.Module):
    """A current that is the same in every step and no bare product: the potential of the first step is the very current, or holds it beside what was there before."""
    def __init__(self, current, start):
        super().__init__()
        self.fc1, self.skip, self.fc2 = nn.Linear(IN, HIDDEN), nn.Linear(IN, HIDDEN, bias=False), nn.Linear(HIDDEN, OUT)
        self.current, self.start = current, start

    def forward(self, x):
        mem1, mem2, seen = torch.full((x.shape[0], HIDDEN), self.start), torch.zeros(x.shape[0], OUT), []
        for _ in range(T):
            mem1 = 0.75 * mem1 * (1 - fire(mem1 - 0.5)) + self.current(self.fc1(x), self.skip(x))
            mem2 = 0.875 * mem2 + 0.5 * self.fc2(fire(mem1 - 0.5)) - 0.75 * fire(mem2 - 0.75)
            seen.append(fire(mem2 - 0.75))
        return torch.stack(seen)


GAINS, SHIFTS = torch.linspace(0.125, 0.5, HIDDEN), torch.linspace(-0.25, 0.25, HIDDEN)
SCALED = {
    "gain": (lambda a, b: 0.3 * a, 0.0),
    "gains": (lambda a, b: GAINS * a + SHIFTS, 0.0),
    "residual": (lambda a, b: 0.25 * (a + b), 0.0),
    "relu": (lambda a, b: 0.5 * torch.relu(a) + b / 4, 0.0),
    "started": (lambda a, b: GAINS * (a - b), 0.25),
}


class ScaledSynapse(nn.Module):
    """The synaptic current of the first step is the potential at once, too; it is no current of later steps."""
    def __init__(self, make, series):
        super().__init__()
        self.fc, self.lif, self.series = nn.Linear(IN, OUT), make(), series

    def forward(self, x):
        states, seen = self.lif.reset_mem(), []
        for t in range(T):
            given = self.lif(0.4 * self.fc(x[t] if self.series else x), *states)
            seen.append(given[0])
            states = given[-len(states):]
        return torch.stack(seen)


SCALED_SYNAPSES = [
    ("synaptic", lambda: snn.Synaptic(alpha=0.7, beta=0.85), False),
    ("synaptic_series", lambda: snn.Synaptic(alpha=0.7, beta=0.85), True),
    ("recurrent_synaptic", lambda: snn.RSynaptic(alpha=0.5, beta=0.8, linear_features=OUT), False),
]


class ScaledLeaking(nn.Module):
    """A current with a constant of its own beside a leak towards another one."""
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(IN, OUT)

    def forward(self, x):
        mem, seen = torch.zeros(x.shape[0], OUT), []
        for _ in range(T):
            mem = mem + (self.fc(x) * 0.5 + 0.25 - (mem - 0.125)) / 2
            seen.append(fire(mem - 0.375))
            mem = mem * (1 - seen[-1])
        return torch.stack(seen)


def scaled_cases():
    for index, (kind, (current, start)) in enumerate(SCALED.items(), 30):
        unrolled_case(f"scaled_{kind}", seeded(lambda: Scaled(current, start), index), case_input(False, index) - 0.5, False)
    for index, (kind, make, series) in enumerate(SCALED_SYNAPSES, 40):
        unrolled_case(f"scaled_{kind}", seeded(lambda: ScaledSynapse(make, series), index), case_input(series, index) - (1 if kind.startswith("recurrent") else 0.25), series)
    unrolled_case("scaled_leaking", seeded(ScaledLeaking, 45), case_input(False, 45) - 0.5, False)


class Forked(nn.Module):
    """One current drives two populations; with `skips` the second one hears the spikes of the first as well."""
    def __init__(self, series, skips):
        super().__init__()
        self.series, self.skips = series, skips
        self.fc, self.lif1, self.lif2 = nn.Linear(IN, HIDDEN), snn.Leaky(beta=0.9), snn.Leaky(beta=0.6, threshold=0.8, reset_mechanism="zero")
        self.fc2, self.lif3 = nn.Linear(HIDDEN, OUT), snn.Leaky(beta=0.8)

    def forward(self, x):
        mem1, mem2, mem3 = self.lif1.init_leaky(), self.lif2.init_leaky(), self.lif3.init_leaky()
        seen = []
        for t in range(T):
            current = self.fc(x[t] if self.series else x)
            spk1, mem1 = self.lif1(current, mem1)
            spk2, mem2 = self.lif2(current + 0.5 * spk1 if self.skips else current, mem2)
            spk3, mem3 = self.lif3(self.fc2(spk1 + spk2), mem3)
            seen.append(spk3)
        return torch.stack(seen)


def forked_cases():
    for index, (series, skips) in enumerate([(False, False), (True, False), (False, True), (True, True)], 80):
        name = f"forked{'_skip' if skips else ''}{'_series' if series else ''}"
        unrolled_case(name, seeded(lambda: Forked(series, skips), index), case_input(series, index) - 0.5, series)


class SynapticStep(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.lif1, self.fc2, self.lif2 = nn.Linear(IN, HIDDEN), snn.Synaptic(alpha=0.7, beta=0.85), nn.Linear(HIDDEN, OUT), snn.Synaptic(alpha=0.6, beta=0.9)

    def forward(self, x, syn1, mem1, syn2, mem2):
        spk1, syn1, mem1 = self.lif1(self.fc1(x), syn1, mem1)
        spk2, syn2, mem2 = self.lif2(self.fc2(spk1), syn2, mem2)
        return spk2, syn1, mem1, syn2, mem2


class SynapticUnrolled(nn.Module):
    def __init__(self, series):
        super().__init__()
        self.step, self.series = SynapticStep(), series

    def forward(self, x):
        syn1, mem1 = self.step.lif1.init_synaptic()
        syn2, mem2 = self.step.lif2.init_synaptic()
        seen = []
        for t in range(T):
            spk, syn1, mem1, syn2, mem2 = self.step(x[t] if self.series else x, syn1, mem1, syn2, mem2)
            seen.append(spk)
        return torch.stack(seen)


class RecurrentStep(nn.Module):
    def __init__(self, all_to_all=True):
        super().__init__()
        self.fc = nn.Linear(IN, HIDDEN)
        self.lif = snn.RLeaky(beta=0.8, all_to_all=all_to_all, linear_features=HIDDEN if all_to_all else None, V=0.5)
        self.fc2, self.lif2 = nn.Linear(HIDDEN, OUT), snn.Leaky(beta=0.9)

    def forward(self, x, spk, mem, mem2):
        spk, mem = self.lif(self.fc(x), spk, mem)
        spk2, mem2 = self.lif2(self.fc2(spk), mem2)
        return spk, mem, spk2, mem2


class RecurrentUnrolled(nn.Module):
    def __init__(self, series, all_to_all=True):
        super().__init__()
        self.step, self.series = RecurrentStep(all_to_all), series

    def forward(self, x):
        spk, mem = self.step.lif.init_rleaky()
        mem2 = self.step.lif2.init_leaky()
        seen = []
        for t in range(T):
            spk, mem, spk2, mem2 = self.step(x[t] if self.series else x, spk, mem, mem2)
            seen.append(spk2)
        return torch.stack(seen)


def snntorch_others():
    x, xs = case_input(False, 11), case_input(True, 12)
    states = {"syn1_in": (HIDDEN,), "mem1_in": (HIDDEN,), "syn2_in": (OUT,), "mem2_in": (OUT,)}
    step_case("synaptic_step", seeded(SynapticStep, 3), states, {"spk": None, "syn1": "syn1_in", "mem1": "mem1_in", "syn2": "syn2_in", "mem2": "mem2_in"}, x, False, "spk")
    unrolled_case("synaptic_unrolled", seeded(lambda: SynapticUnrolled(False), 3), x, False)
    unrolled_case("synaptic_unrolled_series", seeded(lambda: SynapticUnrolled(True), 4), xs, True)
    step_case("recurrent_step", seeded(RecurrentStep, 5), {"spk_in": (HIDDEN,), "mem_in": (HIDDEN,), "mem2_in": (OUT,)}, {"spk": "spk_in", "mem": "mem_in", "spk2": None, "mem2": "mem2_in"}, x, False, "spk2")
    unrolled_case("recurrent_unrolled", seeded(lambda: RecurrentUnrolled(False), 5), x, False)
    unrolled_case("recurrent_unrolled_series", seeded(lambda: RecurrentUnrolled(True), 6), xs, True)
    unrolled_case("recurrent_one_to_one", seeded(lambda: RecurrentUnrolled(False, False), 7), x, False)


class Frozen(nn.Module):
    """init_hidden=True: the exporter leaves one step whose state is zeros."""
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(IN, HIDDEN), snn.Leaky(beta=0.9, init_hidden=True), nn.Linear(HIDDEN, OUT), snn.Leaky(beta=0.9, init_hidden=True, output=True))

    def forward(self, x):
        return self.net(x)


def frozen():
    module = seeded(Frozen, 1)
    with torch.no_grad():
        module(torch.zeros(BATCH, IN))
    for lif in (module.net[1], module.net[3]):
        lif.mem = torch.zeros_like(lif.mem)
    export("init_hidden", module, (torch.zeros(BATCH, IN),), ["x"], ["spk", "mem"], {"x": {0: "N"}})


class AlphaUnrolled(nn.Module):
    """Two synaptic currents, of which every potential is the difference: no potential follows on another. A population that is understood reads the spikes."""
    def __init__(self):
        super().__init__()
        self.fc1, self.alpha, self.fc2, self.lif = nn.Linear(IN, HIDDEN), snn.Alpha(alpha=0.9, beta=0.8), nn.Linear(HIDDEN, OUT), snn.Leaky(beta=0.9)

    def forward(self, x):
        (syn_exc, syn_inh, mem), mem2, seen = self.alpha.init_alpha(), self.lif.init_leaky(), []
        for _ in range(T):
            spk, syn_exc, syn_inh, mem = self.alpha(self.fc1(x), syn_exc, syn_inh, mem)
            spk2, mem2 = self.lif(self.fc2(spk), mem2)
            seen.append(spk2)
        return torch.stack(seen)


def two_synapses():
    export("alpha_unrolled", seeded(AlphaUnrolled, 1), (torch.zeros(BATCH, IN),), ["x"], ["spikes"], {"x": {0: "N"}})


# ---- convolutions, skips, merged inputs ----------------------------------------------------------------------------

class ConvNet(nn.Module):
    """Convolution (asymmetric stride, groups, dilation), pools, a skip connection of spikes, a concatenation of channels."""
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, 3, padding=1)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=2)
        self.depth = nn.Conv2d(8, 8, (3, 2), padding=(1, 0), groups=8, bias=False)
        self.fc = nn.Linear(8 * 3 * 2, OUT)
        self.lif1, self.lif2, self.lif3, self.lif4 = (snn.Leaky(beta=0.8) for _ in range(4))

    def forward(self, x):
        m1, m2, m3, m4 = (lif.init_leaky() for lif in (self.lif1, self.lif2, self.lif3, self.lif4))
        seen = []
        for _ in range(T):
            s1, m1 = self.lif1(torch.nn.functional.avg_pool2d(self.conv1(x), 2), m1)
            s2, m2 = self.lif2(self.conv2(s1) + s1, m2)
            s3, m3 = self.lif3(self.depth(torch.cat([s1, s2], 1)), m3)
            s4, m4 = self.lif4(self.fc(s3.flatten(1)), m4)
            seen.append(s4)
        return torch.stack(seen)


class Slices(nn.Module):
    """Halves of a population drive different ones; channels are chosen, planes cropped."""
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(IN, HIDDEN), nn.Linear(HIDDEN // 2, OUT), nn.Linear(HIDDEN // 2, OUT)
        self.lif1, self.lif2 = snn.Leaky(beta=0.8), snn.Leaky(beta=0.9)

    def forward(self, x):
        m1, m2, seen = self.lif1.init_leaky(), self.lif2.init_leaky(), []
        for _ in range(T):
            s1, m1 = self.lif1(self.fc1(x), m1)
            a, b = torch.split(s1, HIDDEN // 2, 1)
            s2, m2 = self.lif2(self.fc2(a) - 0.5 * self.fc3(b), m2)
            seen.append(s2)
        return torch.stack(seen)


class Readout(nn.Module):
    """The last population is read through weights: their sum over the steps is the answer."""
    def __init__(self, mode):
        super().__init__()
        self.fc1, self.lif1, self.fc2, self.mode = nn.Linear(IN, HIDDEN), snn.Leaky(beta=0.8), nn.Linear(HIDDEN, OUT), mode

    def forward(self, x):
        m1, m2, seen = self.lif1.init_leaky(), torch.zeros(()), []
        for _ in range(T):
            s1, m1 = self.lif1(self.fc1(x), m1)
            out = self.fc2(s1)
            if self.mode == "potential":
                m2 = 0.9 * m2 + out
                out = m2
            seen.append(out)
        return torch.stack(seen).mean(0) if self.mode == "mean" else torch.stack(seen)


class MultiStep(nn.Module):
    """Everything but the neurons computes all timesteps at once, folded into the batch."""
    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.fc = nn.Conv2d(2, 3, 3, padding=1), nn.BatchNorm2d(3), nn.Linear(3 * 3 * 3, OUT)

    def forward(self, x):
        i = torch.nn.functional.max_pool2d(self.norm(self.conv(x.flatten(0, 1))), 2).reshape(T, BATCH, 3, 3, 3)
        return self.play(self.fc(self.play(i).flatten(0, 1).flatten(1)).reshape(T, BATCH, OUT))

    def play(self, currents):
        v, seen = torch.zeros_like(currents[0]), []
        for t in range(T):
            v = 0.5 * v + currents[t]
            s = fire(v - 1.0)
            v = v - s
            seen.append(s)
        return torch.stack(seen)


class LastPotential(nn.Module):
    """Only the potential after the last step of a population that never fires is given out."""
    def __init__(self):
        super().__init__()
        self.fc1, self.lif1, self.fc2 = nn.Linear(IN, HIDDEN), snn.Leaky(beta=0.8), nn.Linear(HIDDEN, OUT)

    def forward(self, x):
        m1, v = self.lif1.init_leaky(), torch.zeros(BATCH, OUT)
        for t in range(T):
            s1, m1 = self.lif1(self.fc1(x[t]), m1)
            v = 0.75 * v + self.fc2(s1)
        return v


class OldCurrent(nn.Module):
    """The membrane sees the synaptic current of the step before."""
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(IN, OUT)

    def forward(self, x):
        i, v, seen = torch.zeros(BATCH, OUT), torch.zeros(BATCH, OUT), []
        for t in range(T):
            v = 0.8 * v + 0.5 * i
            i = 0.6 * i + self.fc(x[t])
            s = fire(v - 0.8)
            v = torch.where(s > 0.5, 0.1, v)
            seen.append(s)
        return torch.stack(seen)


def convolutions():
    unrolled_case("multi_step", seeded(MultiStep, 25), case_input(True, 25, (2, 6, 6)), True, {})
    # Nothing can fire in the first step, which is left out.
    xs = case_input(True, 27)
    model = export("old_current", seeded(OldCurrent, 27), (torch.tensor(xs),), ["x"], ["spikes"], {})
    tell("old_current", xs[:-1], run(model, {"x": xs})["spikes"][1:], True, steps=T - 1)
    expected["old_current"]["silent"] = 1
    xs = case_input(True, 26)
    module = seeded(LastPotential, 26)
    model = export("last_potential", module, (torch.tensor(xs),), ["x"], ["potential"], {})
    tell("last_potential", xs, run(model, {"x": xs})["potential"], True, "last")
    x = case_input(False, 21, (2, 6, 6))
    unrolled_case("convolutions", seeded(ConvNet, 21), x, False)
    unrolled_case("slices", seeded(Slices, 22), case_input(False, 22), False)
    x = case_input(False, 23)
    unrolled_case("readout_mean", seeded(lambda: Readout("mean"), 23), x, False, outputs=("values",), readout="last")
    model = export("readout_potential", seeded(lambda: Readout("potential"), 24), (torch.tensor(x),), ["x"], ["potentials"], {"x": {0: "N"}})
    tell("readout_potential", x, run(model, {"x": x})["potentials"][-1], False, "last")


# ---- Norse, SpikingJelly, sinabs -----------------------------------------------------------------------------------

def norse_cases():
    from norse.torch.functional.lif import LIFFeedForwardState, LIFParameters, lif_feed_forward_step
    from norse.torch.functional.leaky_integrator import LIParameters, LIState, li_feed_forward_step
    import norse.torch.functional.lif as module
    module.threshold = lambda x, method, alpha: fire(x)
    p = LIFParameters(v_reset=torch.tensor(-0.1), v_leak=torch.tensor(0.05), v_th=torch.tensor(0.3))

    class Lif(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(IN, HIDDEN), nn.Linear(HIDDEN, OUT)

        def forward(self, x, v1, i1, v2, i2):
            z, s1 = lif_feed_forward_step(self.fc1(x), LIFFeedForwardState(v=v1, i=i1), p)
            z, s2 = lif_feed_forward_step(self.fc2(z), LIFFeedForwardState(v=v2, i=i2), p)
            return z, s1.v, s1.i, s2.v, s2.i

    class Loop(nn.Module):
        def __init__(self, series, integrates):
            super().__init__()
            self.step, self.series, self.integrates = Lif(), series, integrates
            self.fc = nn.Linear(OUT, OUT)

        def forward(self, x):
            zero = torch.zeros(BATCH, HIDDEN)
            v1, i1, v2, i2 = zero, zero, torch.zeros(BATCH, OUT), torch.zeros(BATCH, OUT)
            state, seen = LIState(v=torch.zeros(BATCH, OUT), i=torch.zeros(BATCH, OUT)), []
            for t in range(T):
                z, v1, i1, v2, i2 = self.step(x[t] if self.series else x, v1, i1, v2, i2)
                if self.integrates:
                    z, state = li_feed_forward_step(self.fc(z), state, LIParameters())
                seen.append(z)
            return torch.stack(seen)

    states = {"v1_in": (HIDDEN,), "i1_in": (HIDDEN,), "v2_in": (OUT,), "i2_in": (OUT,)}
    step_case("norse_step", seeded(Lif, 31), states, {"z": None, "v1": "v1_in", "i1": "i1_in", "v2": "v2_in", "i2": "i2_in"}, case_input(False, 31), False, "z")
    unrolled_case("norse_unrolled", seeded(lambda: Loop(False, False), 31), case_input(False, 31), False, {})
    unrolled_case("norse_unrolled_series", seeded(lambda: Loop(True, False), 32), case_input(True, 32), True, {})
    x = case_input(False, 33)
    model = export("norse_integrator", seeded(lambda: Loop(False, True), 33), (torch.tensor(x),), ["x"], ["potentials"], {})
    tell("norse_integrator", x, run(model, {"x": x})["potentials"][-1], False, "last")


class Jelly(nn.Module):
    """SpikingJelly's single steps as its versions before 2.0 exported them (2.0 hides them in operators of its own): reset None is soft."""
    def __init__(self, tau=None, threshold=1.0, reset=0.0, decays_input=True):
        super().__init__()
        self.tau, self.threshold, self.reset, self.decays_input = tau, threshold, reset, decays_input

    def forward(self, x, v):
        rest = 0.0 if self.reset is None else self.reset
        if self.tau is None:
            v = v + x
        else:
            v = v + (x - (v - rest)) / self.tau if self.decays_input else v - (v - rest) / self.tau + x
        s = (v >= self.threshold).to(x)
        return s, v - s * self.threshold if self.reset is None else s * self.reset + (-s + 1.0) * v


def spikingjelly_cases():
    class Net(nn.Module):
        def __init__(self, make, series):
            super().__init__()
            self.fc1, self.n1, self.fc2, self.n2, self.series = nn.Linear(IN, HIDDEN), make(), nn.Linear(HIDDEN, OUT), make(), series

        def forward(self, x):
            start = 0.0 if self.n1.reset is None else self.n1.reset
            v1, v2, seen = torch.full((BATCH, HIDDEN), start), torch.full((BATCH, OUT), start), []
            for t in range(T):
                s, v1 = self.n1(self.fc1(x[t] if self.series else x), v1)
                s, v2 = self.n2(self.fc2(s), v2)
                seen.append(s)
            return torch.stack(seen)

    kinds = {
        "lif_hard": lambda: Jelly(tau=2.0),
        "lif_hard_offset": lambda: Jelly(tau=2.5, threshold=0.8, reset=-0.2, decays_input=False),
        "lif_soft": lambda: Jelly(tau=3.0, reset=None),
        "if_hard": lambda: Jelly(),
        "if_soft": lambda: Jelly(threshold=0.9, reset=None),
    }
    for index, (kind, make) in enumerate(kinds.items()):
        for series in (False, True):
            unrolled_case(f"jelly_{kind}{'_series' if series else ''}", seeded(lambda: Net(make, series), 40 + index), case_input(series, 40 + index), series, {})


def sinabs_cases():
    import sinabs.layers as sl

    class Net(nn.Module):
        def __init__(self, make):
            super().__init__()
            self.fc1, self.n1, self.fc2, self.n2 = nn.Linear(IN, HIDDEN), make(), nn.Linear(HIDDEN, OUT), make()

        def forward(self, x):  # [N, T, IN]
            return self.n2(self.fc2(self.n1(self.fc1(x))))

    kinds = {
        "iaf": lambda: sl.IAF(), "iaf_bounded": lambda: sl.IAF(min_v_mem=-1.0, spike_threshold=torch.tensor(0.8)),
        "lif": lambda: sl.LIF(tau_mem=10.0), "lif_raw": lambda: sl.LIF(tau_mem=4.0, norm_input=False, min_v_mem=-0.5),
    }
    for index, (kind, make) in enumerate(kinds.items()):
        x = case_input(True, 50 + index)
        module = seeded(lambda: Net(make), 50 + index)
        for layer in (module.n1, module.n2):
            layer.reset_states()
        try:
            model = export(f"sinabs_{kind}", module, (torch.tensor(x.transpose(1, 0, 2)),), ["x"], ["spikes"], {})
        except Exception as error:  # noqa: BLE001
            print("sinabs", kind, type(error).__name__, str(error)[:200])
            continue
        tell(f"sinabs_{kind}", x, run(model, {"x": np.ascontiguousarray(x.transpose(1, 0, 2))})["spikes"].transpose(1, 0, 2), True)


# ---- loops ---------------------------------------------------------------------------------------------------------

class Scripted(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(IN, HIDDEN), nn.Linear(HIDDEN, OUT)

    def forward(self, x):
        return scripted(x, self.fc1.weight, self.fc1.bias, self.fc2.weight, self.fc2.bias)


@torch.jit.script
def scripted(x, w1, b1, w2, b2):
    m1 = torch.zeros([x.size(1), 8])
    m2 = torch.zeros([x.size(1), 4])
    seen = []
    for t in range(6):
        m1 = 0.9 * m1 + torch.nn.functional.linear(x[t], w1, b1)
        s1 = (m1 > 1.0).float()
        m1 = m1 - s1
        m2 = 0.8 * m2 + torch.nn.functional.linear(s1, w2, b2)
        s2 = (m2 > 1.0).float()
        m2 = m2 * (1.0 - s2)
        seen.append(s2)
    return torch.stack(seen)


def loops():
    x = case_input(True, 61)
    unrolled_case("loop_scripted", seeded(Scripted, 61), x, True, {})
    scan("scan", x)
    scan("scan_counts", x, counts=True)


def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.asarray(values, kind), name)


def scan(name, x, counts=False):
    """A Scan over x with two states; with `counts` a third one adds up the spikes, and is all that is given out."""
    rng = np.random.default_rng(62)
    w = constant("w", rng.normal(0, 0.6, (IN, OUT)))
    nodes = [
        helper.make_node("MatMul", ["xt", "w"], ["i"]),
        helper.make_node("Mul", ["v", "decay"], ["leaked"]), helper.make_node("Add", ["leaked", "i"], ["v1"]),
        helper.make_node("GreaterOrEqual", ["v1", "one"], ["fired"]), helper.make_node("Cast", ["fired"], ["s"], to=TensorProto.FLOAT),
        helper.make_node("Where", ["fired", "rest", "v1"], ["v2"]), helper.make_node("Add", ["total", "s"], ["total2"]),
        helper.make_node("Identity", ["s"], ["seen"]),
    ]
    info = lambda n, shape=(BATCH, OUT): helper.make_tensor_value_info(n, TensorProto.FLOAT, shape)
    body = helper.make_graph(nodes, "body", [info("v"), info("total"), info("xt", (BATCH, IN))], [info("v2"), info("total2"), info("seen")],
                             [w, constant("decay", 0.75), constant("one", 0.9), constant("rest", -0.125)])
    node = helper.make_node("Scan", ["v0", "v0", "x"], ["v_end", "total_end", "spikes"], num_scan_inputs=1, body=body)
    outputs = [info("total_end")] if counts else [info("spikes", (T, BATCH, OUT))]
    graph = helper.make_graph([node], "scan", [info("x", (T, BATCH, IN))], outputs, [constant("v0", np.zeros((BATCH, OUT)))])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    save(name, model)
    out = run(model.SerializeToString(), {"x": x})
    if counts:
        expected[name] = {"timesteps": T, "series": True, "readout": "total", "inputs": [s.ravel().round(6).tolist() for s in x.transpose(1, 0, 2)], "values": out["total_end"].astype(int).tolist()}
    else:
        tell(name, x, out["spikes"], True)


if __name__ == "__main__":
    os.makedirs(HERE, exist_ok=True)
    for make in (snntorch_cases, lapicque_cases, scaled_cases, forked_cases, snntorch_others, frozen, two_synapses, convolutions, norse_cases, spikingjelly_cases, sinabs_cases, loops):
        make()
    write_expected()
