"""A plain simulation of NIR graphs in float64, for the expected values of make-models.py: forward Euler, spike at v > threshold, hard reset."""
import numpy as np

DT = 1e-4


class Cell:
    """One node with what it keeps from step to step; `step` takes the sum of what arrives and gives what it sends."""

    def __init__(self, kind, parameters):
        self.kind, self.p, self.v, self.i, self.past = kind, parameters, 0.0, 0.0, []

    def step(self, x):
        return getattr(self, self.kind)(np.asarray(x, dtype=np.float64))

    def spikes(self, threshold):
        fired = self.v > threshold
        self.v = np.where(fired, self.p.get("v_reset", 0.0), self.v)
        return fired.astype(np.float64)

    def leak(self, x, tau):
        self.v = self.v + DT / tau * ((self.p["v_leak"] - self.v) + self.p["r"] * x)

    def current(self, x):
        self.i = self.i + DT / self.p["tau_syn"] * (-self.i + self.p.get("w_in", 1.0) * x)
        return self.i

    def Input(self, x):
        return x

    Output = Input

    def Linear(self, x):
        return self.p["weight"] @ x

    def Affine(self, x):
        return self.p["weight"] @ x + self.p["bias"]

    def Scale(self, x):
        return self.p["scale"] * x

    def I(self, x):
        self.v = self.v + DT * self.p["r"] * x
        return self.v

    def IF(self, x):
        self.v = self.v + DT * self.p["r"] * x
        return self.spikes(self.p["v_threshold"])

    def LI(self, x):
        self.leak(x, self.p["tau"])
        return self.v

    def LIF(self, x):
        self.leak(x, self.p["tau"])
        return self.spikes(self.p["v_threshold"])

    def CubaLI(self, x):
        self.leak(self.current(x), self.p["tau_mem"])
        return self.v

    def CubaLIF(self, x):
        self.leak(self.current(x), self.p["tau_mem"])
        return self.spikes(self.p["v_threshold"])

    def Threshold(self, x):
        return (x > self.p["threshold"]).astype(np.float64)

    def Delay(self, x):
        self.past.append(x)
        steps = np.broadcast_to(np.rint(np.asarray(self.p["delay"]) / DT).astype(int), x.shape)
        out = np.zeros_like(x)
        for index in np.ndindex(x.shape):
            when = len(self.past) - 1 - steps[index]
            out[index] = self.past[when][index] if when >= 0 else 0.0
        return out

    def Flatten(self, x):
        return x.reshape(-1)

    def SumPool2d(self, x):
        return self.windows(x, lambda window: window.sum())

    def AvgPool2d(self, x):
        return self.windows(x, lambda window: window.mean())

    def windows(self, x, use):
        (ky, kx), (sy, sx), (py, px) = (tuple(np.broadcast_to(self.p[key], 2)) for key in ("kernel_size", "stride", "padding"))
        x = np.pad(x, ((0, 0), (py, py), (px, px)))
        return np.array([[[use(plane[y : y + ky, z : z + kx]) for z in range(0, x.shape[2] - kx + 1, sx)] for y in range(0, x.shape[1] - ky + 1, sy)] for plane in x])

    def Conv1d(self, x):
        p = dict(self.p, weight=self.p["weight"][:, :, None, :], stride=(1, self.p["stride"]), dilation=(1, self.p["dilation"]))
        p["padding"] = self.p["padding"] if isinstance(self.p["padding"], str) else (0, self.p["padding"])
        return convolve(x[:, None, :], p)[:, 0, :]

    def Conv2d(self, x):
        return convolve(x, self.p)


def convolve(x, p):
    weight, groups = p["weight"], int(p["groups"])
    (sy, sx), (dy, dx) = np.broadcast_to(p["stride"], 2), np.broadcast_to(p["dilation"], 2)
    out, per, ky, kx = weight.shape
    reach = (dy * (ky - 1), dx * (kx - 1))
    if p["padding"] == "same":
        pad = [(r // 2, r - r // 2) for r in reach]
    elif p["padding"] == "valid":
        pad = [(0, 0), (0, 0)]
    else:
        pad = [(a, a) for a in np.broadcast_to(p["padding"], 2)]
    x = np.pad(x, [(0, 0)] + pad)
    rows, columns = range(0, x.shape[1] - reach[0], sy), range(0, x.shape[2] - reach[1], sx)
    made = np.zeros((out, len(rows), len(columns)))
    for o in range(out):
        first = (o // (out // groups)) * per
        for a, y in enumerate(rows):
            for b, z in enumerate(columns):
                made[o, a, b] = (x[first : first + per, y : y + reach[0] + 1 : dy, z : z + reach[1] + 1 : dx] * weight[o]).sum() + p["bias"][o]
    return made


def run(nodes, edges, order, data):
    """Steps through `data` [timesteps, ...] and gives what the last node of `order` sends. An edge against the order arrives a step later."""
    cells = {name: Cell(kind, parameters) for name, (kind, parameters) in nodes.items()}
    place = {name: index for index, name in enumerate(order)}
    sent, results = {}, []
    for x in data:
        before, sent = sent, {}
        for name in order:
            arriving = [x] if name == order[0] else []
            for source, destination in edges:
                if destination != name:
                    continue
                value = sent[source] if place[source] < place[name] else before.get(source)
                if value is not None:
                    arriving.append(value)
            # Only feedback leads here, and nothing was sent yet.
            arriving = arriving or [np.zeros(cells[name].p["weight"].shape[1])]
            sent[name] = cells[name].step(sum(arriving[1:], arriving[0]))
        results.append(np.asarray(sent[order[-1]]).reshape(-1))
    return np.array(results)
