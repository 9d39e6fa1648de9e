"""Trains a linear model of PyTorch on a dataset that MDM wrote: python with_torch.py FOLDER"""

import json
import sys
from pathlib import Path

import pandas as pd
import torch
from torch.utils.data import DataLoader, TensorDataset

folder = Path(sys.argv[1])
about = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
read = {".parquet": pd.read_parquet, ".arrow": pd.read_feather}
tables = {role: read[Path(file).suffix](folder / file) for role, file in about["tables"].items()}

train = tables["train"] if "train" in tables else next(iter(tables.values()))
target = about["target"]
train = train[train[target].notna()]
numbers = train[about["features"]].astype("float32")
X = torch.tensor(((numbers - numbers.mean()) / numbers.std().replace(0, 1)).fillna(0).to_numpy())

torch.manual_seed(0)
regression = about["problem_type"] in ("regression", "time_series")
if regression:
    y = torch.tensor(train[target].to_numpy(dtype="float32")).unsqueeze(1)
    model, loss_of = torch.nn.Linear(X.shape[1], 1), torch.nn.MSELoss()
else:
    classes = sorted(train[target].unique())
    y = torch.tensor(train[target].map({label: code for code, label in enumerate(classes)}).to_numpy(dtype="int64"))
    model, loss_of = torch.nn.Linear(X.shape[1], len(classes)), torch.nn.CrossEntropyLoss()

optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(20):
    for rows, wanted in DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True):
        optimizer.zero_grad()
        loss = loss_of(model(rows), wanted)
        loss.backward()
        optimizer.step()
print(f"{about['name']}: loss {loss_of(model(X), y).item():.3f} after 20 epochs")
