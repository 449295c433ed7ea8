"""Trains and exports mnist_mlp_qcfs.onnx, a 784-96-64-10 network with quantised clip-floor-shift activations (QCFS), and writes what ONNX
Runtime gives for the first ten test images to expected/mnist_mlp_qcfs.logits10.json.

    python3 test/models/make-qcfs.py TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS [EPOCHS]

The four are idx files of MNIST, gzip; pixels are scaled to 0..1. Every hidden neuron computes

    h(x) = lambda clip(floor(x L / lambda + 1/2) / L, 0, 1),    L = 4, lambda trained, one a population

(Bu et al., ICLR 2022), whose gradient passes straight through the floor. Needs torch, onnx, onnxruntime.
"""
import gzip, json, os, sys
import numpy as np, onnx, onnxruntime, torch
from torch import nn

LEVELS = 4
HERE = os.path.dirname(os.path.abspath(__file__))


class Floor(torch.autograd.Function):
    @staticmethod
    def forward(_, x):
        return x.floor()

    @staticmethod
    def backward(_, gradient):
        return gradient


class Qcfs(nn.Module):
    def __init__(self):
        super().__init__()
        self.ceiling = nn.Parameter(torch.tensor([2.0]))

    def forward(self, x):
        x = torch.clamp(x / self.ceiling, 0, 1)
        return Floor.apply(x * LEVELS + 0.5) / LEVELS * self.ceiling


def idx(path):
    with gzip.open(path) as file:
        data = file.read()
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])


def images(path):
    return torch.from_numpy(idx(path).reshape(-1, 784).astype(np.float32) / np.float32(255))


def train(net, pixels, labels, epochs, batch=64):
    optimiser = torch.optim.Adam(net.parameters(), lr=2e-3)
    steps = epochs * (len(pixels) // batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(epochs):
        for chosen in torch.randperm(len(pixels))[: len(pixels) // batch * batch].view(-1, batch):
            loss = nn.functional.cross_entropy(net(pixels[chosen]), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", file=sys.stderr)


def main():
    train_images, train_labels, test_images, test_labels = sys.argv[1:5]
    epochs = int(sys.argv[5]) if len(sys.argv) > 5 else 4
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = nn.Sequential(nn.Linear(784, 96), Qcfs(), nn.Linear(96, 64), Qcfs(), nn.Linear(64, 10))
    train(net, images(train_images), torch.from_numpy(idx(train_labels).astype(np.int64)), epochs)

    path = os.path.join(HERE, "mnist_mlp_qcfs.onnx")
    torch.onnx.export(net.eval(), (torch.zeros(1, 784),), path, input_names=["image"], output_names=["logits"], opset_version=13, dynamo=False,
                      dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}})
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    pixels, labels = images(test_images).numpy(), idx(test_labels)
    logits = session.run(None, {"image": pixels})[0]
    accuracy = float((logits.argmax(1) == labels).mean())
    print(f"accuracy {accuracy:.4f}, lambda {[round(part.ceiling.item(), 4) for part in net if isinstance(part, Qcfs)]}", file=sys.stderr)
    made = {"model": "mnist_mlp_qcfs.onnx", "runtime": f"onnxruntime {onnxruntime.__version__}, float32", "accuracy": accuracy, "images": [
        {"index": index, "label": int(labels[index]), "logits": [float(f"{value:.9g}") for value in logits[index]]} for index in range(10)]}
    with open(os.path.join(HERE, "expected", "mnist_mlp_qcfs.logits10.json"), "w") as file:
        json.dump(made, file)
        file.write("\n")


main()
