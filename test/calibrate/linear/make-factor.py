"""Writes factor.json: what NumPy makes of a small Hessian with a dead input and few samples (rank 4 of 7). Run: python3 make-factor.py"""
import json
from pathlib import Path
import numpy as np

n, rows, damping = 7, 4, 0.05
random = np.random.default_rng(7)
x = np.round(random.normal(size=(rows, n)), 3)
x[:, 2] = 0
h = x.T @ x
alive = h.copy()
alive[2, 2] = 1
damped = alive + damping * np.mean(np.diag(alive)) * np.eye(n)
right = np.round(random.normal(size=(n, 2)), 3)
upper = np.linalg.cholesky(np.linalg.inv(damped)).T
result = {"n": n, "damping": damping, "h": h, "upper": upper, "damped": damped, "right": right, "solution": np.linalg.solve(damped, right)}
text = json.dumps({key: value.ravel().tolist() if isinstance(value, np.ndarray) else value for key, value in result.items()})
Path(__file__).with_name("factor.json").write_text(text + "\n")
