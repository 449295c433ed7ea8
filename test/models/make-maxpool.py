"""Trains and exports mnist_cnn_maxpool.onnx: conv 3x3x8 pad 1, ReLU, maximum pool 2, conv 3x3x16 pad 1, ReLU, maximum pool 2, 40 ReLU, 10; and
writes what ONNX Runtime gives for the first ten test images to expected/mnist_cnn_maxpool.logits10.json.

    python3 test/models/make-maxpool.py TRAIN_IMAGES TRAIN_LABELS TEST_IMAGES TEST_LABELS [EPOCHS]

The four are idx files of MNIST, gzip; pixels are scaled to 0..1. Training images are shifted by up to one pixel, one shift a mini-batch.
Needs torch, onnx, onnxruntime.
"""
import gzip, json, os, sys
import numpy as np, onnx, onnxruntime, torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


def idx(path):
    with gzip.open(path) as file:
        data = file.read()
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])


def images(path):
    return torch.from_numpy(idx(path).reshape(-1, 1, 28, 28).astype(np.float32) / np.float32(255))


def train(net, pixels, labels, epochs, batch=128):
    optimiser = torch.optim.Adam(net.parameters(), lr=3e-3)
    steps = epochs * (len(pixels) // batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(epochs):
        for chosen in torch.randperm(len(pixels))[: len(pixels) // batch * batch].view(-1, batch):
            dy, dx = torch.randint(-1, 2, (2,)).tolist()
            loss = nn.functional.cross_entropy(net(pixels[chosen].roll((dy, dx), (2, 3))), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", file=sys.stderr, flush=True)


def main():
    train_images, train_labels, test_images, test_labels = sys.argv[1:5]
    epochs = int(sys.argv[5]) if len(sys.argv) > 5 else 8
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(784, 40), nn.ReLU(), nn.Linear(40, 10))
    train(net, images(train_images), torch.from_numpy(idx(train_labels).astype(np.int64)), epochs)

    path = os.path.join(HERE, "mnist_cnn_maxpool.onnx")
    torch.onnx.export(net.eval(), (torch.zeros(1, 1, 28, 28),), path, input_names=["image"], output_names=["logits"], opset_version=13, dynamo=False,
                      dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}})
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    pixels, labels = images(test_images).numpy(), idx(test_labels)
    logits = session.run(None, {"image": pixels})[0]
    accuracy = float((logits.argmax(1) == labels).mean())
    print(f"accuracy {accuracy:.4f}", file=sys.stderr)
    made = {"model": "mnist_cnn_maxpool.onnx", "runtime": f"onnxruntime {onnxruntime.__version__}, float32", "accuracy": accuracy, "images": [
        {"index": index, "label": int(labels[index]), "logits": [float(f"{value:.9g}") for value in logits[index]]} for index in range(10)]}
    with open(os.path.join(HERE, "expected", "mnist_cnn_maxpool.logits10.json"), "w") as file:
        json.dump(made, file)
        file.write("\n")


main()
