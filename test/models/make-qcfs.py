"""Trains and exports mnist_mlp_qcfs.onnx, a 784-96-64-10 network with quantised clip-floor-shift activations (QCFS), and writes what ONNX
Runtime gives for the first ten test images to expected/mnist_mlp_qcfs.logits10.json.

    python3 test/models/make-qcfs.py TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS [EPOCHS]

The four are idx files of MNIST, gzip; pixels are scaled to 0..1. Every hidden neuron computes

    h(x) = lambda clip(floor(x L / lambda + 1/2) / L, 0, 1),    L = 4, lambda trained, one a population

(Bu et al., ICLR 2022), whose gradient passes straight through the floor. Needs torch, onnx, onnxruntime.
"""
import sys
import torch
from torch import nn
from mnist_training import export, images, labels, train

LEVELS = 4


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


def main():
    train_images, train_labels, test_images, test_labels = sys.argv[1:5]
    epochs = int(sys.argv[5]) if len(sys.argv) > 5 else 4
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = nn.Sequential(nn.Linear(784, 96), Qcfs(), nn.Linear(96, 64), Qcfs(), nn.Linear(64, 10))
    train(net, images(train_images, (784,)), labels(train_labels), epochs, batch=64, rate=2e-3)
    print(f"lambda {[round(part.ceiling.item(), 4) for part in net if isinstance(part, Qcfs)]}", file=sys.stderr)
    export(net, "mnist_mlp_qcfs", images(test_images, (784,)), labels(test_labels))


main()
