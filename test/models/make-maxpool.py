"""Trains and exports mnist_cnn_maxpool.onnx: conv 3x3x8 pad 1, ReLU, maximum pool 2, conv 3x3x16 pad 1, ReLU, maximum pool 2, 40 ReLU, 10; and
writes what ONNX Runtime gives for the first ten test images to expected/mnist_cnn_maxpool.logits10.json.

    python3 test/models/make-maxpool.py TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS [EPOCHS]

The four are idx files of MNIST, gzip; pixels are scaled to 0..1. Training images are shifted by up to one pixel, one shift a mini-batch.
Needs torch, onnx, onnxruntime.
"""
import sys
import torch
from torch import nn
from mnist_training import export, images, labels, train


def main():
    train_images, train_labels, test_images, test_labels = sys.argv[1:5]
    epochs = int(sys.argv[5]) if len(sys.argv) > 5 else 8
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(784, 40), nn.ReLU(), nn.Linear(40, 10))
    train(net, images(train_images, (1, 28, 28)), labels(train_labels), epochs, batch=128, rate=3e-3, shift=True)
    export(net, "mnist_cnn_maxpool", images(test_images, (1, 28, 28)), labels(test_labels))


main()
