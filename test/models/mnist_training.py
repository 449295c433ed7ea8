"""What the scripts beside it have in common: reading MNIST, training, exporting a network to ONNX and writing what ONNX Runtime gives for it."""
import gzip, json, os, sys
import numpy as np, onnx, onnxruntime, torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


def idx(path):
    with gzip.open(path) as file:
        data = file.read()
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])


def images(path, shape):
    """[sample, *shape] of 0..1."""
    return torch.from_numpy(idx(path).reshape(-1, *shape).astype(np.float32) / np.float32(255))


def labels(path):
    return torch.from_numpy(idx(path).astype(np.int64))


def train(net, pixels, classes, epochs, batch, rate, shift=False):
    """Adam, cosine schedule. `shift`: images are shifted by up to one pixel, one shift a mini-batch."""
    optimiser = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs * (len(pixels) // batch))
    for epoch in range(epochs):
        for chosen in torch.randperm(len(pixels))[: len(pixels) // batch * batch].view(-1, batch):
            shown = pixels[chosen]
            if shift:
                shown = shown.roll(tuple(torch.randint(-1, 2, (2,)).tolist()), (2, 3))
            loss = nn.functional.cross_entropy(net(shown), classes[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", file=sys.stderr, flush=True)


def export(net, name, test_pixels, test_classes):
    """NAME.onnx, and expected/NAME.logits10.json: accuracy, and the logits of the first ten images."""
    path = os.path.join(HERE, f"{name}.onnx")
    torch.onnx.export(net.eval(), (torch.zeros(1, *test_pixels.shape[1:]),), path, input_names=["image"], output_names=["logits"], opset_version=13, dynamo=False,
                      dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}})
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    logits = session.run(None, {"image": test_pixels.numpy()})[0]
    accuracy = float((logits.argmax(1) == test_classes.numpy()).mean())
    print(f"accuracy {accuracy:.4f}", file=sys.stderr)
    made = {"model": f"{name}.onnx", "runtime": f"onnxruntime {onnxruntime.__version__}, float32", "accuracy": accuracy, "images": [
        {"index": index, "label": int(test_classes[index]), "logits": [float(f"{value:.9g}") for value in logits[index]]} for index in range(10)]}
    with open(os.path.join(HERE, "expected", f"{name}.logits10.json"), "w") as file:
        json.dump(made, file)
        file.write("\n")
