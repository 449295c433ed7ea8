"""Trains a small convolutional network on MNIST and exports it as digits.onnx: conv 5x5x8 stride 2, batch norm, ReLU, average pool, conv 3x3x16,
batch norm, ReLU, 10 outputs.

    python3 digits.py TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS

The four are idx files of MNIST, gzip. It also writes the data of the tutorial: the first 200 test images and their labels, and the first 200
training images for calibration. Needs torch and onnx.
"""
import gzip
import sys
from collections import OrderedDict
import numpy as np
import torch
from torch import nn


def read(path):
    with gzip.open(path) as file:
        data = file.read()
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])


def write(path, values):
    """An idx file of bytes: two zeros, the type 8, the number of axes, each of them, the values."""
    header = bytes([0, 0, 8, values.ndim]) + b"".join(int(axis).to_bytes(4, "big") for axis in values.shape)
    with open(path, "wb") as file:
        file.write(gzip.compress(header + values.tobytes(), 9, mtime=0))


def images(path):
    return torch.from_numpy(read(path).reshape(-1, 1, 28, 28).astype(np.float32) / 255)


def train(net, pixels, classes, epochs=3, batch=64):
    optimiser = torch.optim.Adam(net.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-2, total_steps=epochs * (len(pixels) // batch))
    for epoch in range(epochs):
        for chosen in torch.randperm(len(pixels))[: len(pixels) // batch * batch].view(-1, batch):
            loss = nn.functional.cross_entropy(net(pixels[chosen]), classes[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", flush=True)


def main():
    train_images, train_labels, test_images, test_labels = sys.argv[1:5]
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = nn.Sequential(OrderedDict(
        strokes=nn.Conv2d(1, 8, 5, stride=2, padding=2, bias=False), strokes_norm=nn.BatchNorm2d(8), strokes_relu=nn.ReLU(), pool=nn.AvgPool2d(2),
        shapes=nn.Conv2d(8, 16, 3, padding=1, bias=False), shapes_norm=nn.BatchNorm2d(16), shapes_relu=nn.ReLU(),
        flatten=nn.Flatten(), digit=nn.Linear(784, 10)))
    train(net, images(train_images), torch.from_numpy(read(train_labels).astype(np.int64)))

    net.eval()
    with torch.no_grad():
        right = net(images(test_images)).argmax(1).numpy() == read(test_labels)
    print(f"accuracy on {len(right)} test images: {right.mean():.4f}, on the first 200: {right[:200].mean():.4f}")

    torch.onnx.export(net, (torch.zeros(1, 1, 28, 28),), "digits.onnx", input_names=["image"], output_names=["scores"],
                      opset_version=17, dynamo=False, dynamic_axes={"image": {0: "N"}, "scores": {0: "N"}})

    write("images.gz", read(test_images).reshape(-1, 28, 28)[:200])
    write("labels.gz", read(test_labels)[:200])
    write("calibration.gz", read(train_images).reshape(-1, 28, 28)[:200])


main()
