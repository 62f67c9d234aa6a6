# Wrong answers to `probe-accuracy`. Each cell replaces the solution cell.


# %% accuracy-on-train says="This is the accuracy on `train`"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features = model.encode(train.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(features).argmax(dim=1) == train.y
    return 100 * right.float().mean().item()


# %% fraction says="multiply by 100"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return right.float().mean().item()


# %% encoder-trained-along says="The encoder's weights are changed"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        latent = model.encode(train.x[:1]).shape[1]
    linear = nn.Linear(latent, int(train.y.max()) + 1)
    optimizer = torch.optim.Adam([*linear.parameters(), *model.parameters()], lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(train.x)).split(256):
            loss = nn.functional.cross_entropy(linear(model.encode(train.x[rows])), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(model.encode(test.x)).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% gradient-into-the-encoder says="A gradient flows back into the encoder"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    latent = model.encode(train.x[:1]).shape[1]
    linear = nn.Linear(latent, int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(train.x)).split(256):
            loss = nn.functional.cross_entropy(linear(model.encode(train.x[rows])), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    right = linear(model.encode(test.x)).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% graph-kept-and-run-twice says="A gradient flows back into the encoder"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% frozen-for-good says="The model is left frozen"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    model.requires_grad_(False)
    features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% training-mode says="encodes in training mode"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.train()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% eval-after-encoding says="encodes in training mode"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    model.eval()
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% features-of-forward says="The features are what the model rebuilds"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model(train.x), model(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% decoded-features says="The features are decoded again"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features = model.decode(model.encode(train.x))
        test_features = model.decode(model.encode(test.x))
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% raw-rows says="`model.encode` is never called"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    features, test_features = train.x, test.x
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% trained-on-test says="The probe is trained on `test`"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(test_features)).split(256):
            loss = nn.functional.cross_entropy(linear(test_features[rows]), test.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% sets-exchanged says="`train` and `test` are exchanged"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    train, test = test, train
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% never-trained says="no optimiser makes a step"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% no-step says="no optimiser makes a step"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% one-epoch says="steps are made: go through all batches"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(1):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% labels-in-another-order says="do rows and labels belong together"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        rows = torch.randperm(len(features))
        for start in range(0, len(features), 256):
            some = rows[start : start + 256]
            loss = nn.functional.cross_entropy(linear(features[some]), train.y[start : start + 256])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% two-classes says="Is the number of classes fixed in the code?"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], 2)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% ten-classes says="Is the number of classes fixed in the code?"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], 10)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% different-labels-counted says="take the largest label plus 1"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], len(train.y.unique()))
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% hidden-layer says="without a hidden layer"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Sequential(
        nn.Linear(features.shape[1], 64), nn.ReLU(), nn.Linear(64, int(train.y.max()) + 1)
    )
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% no-bias says="has its linear layer a bias?"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1, bias=False)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% tensor says="got a tensor: add `.item()`"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean()


# %% softmax-too-many says="Cross-entropy is given probabilities"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            scores = linear(features[rows]).softmax(dim=1)
            loss = nn.functional.cross_entropy(scores, train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% no-zero-grad says="Gradients of earlier steps are added up"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return 100 * right.float().mean().item()


# %% number-of-rows says="divide by their number"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    return right.sum().item() * 1.0


# %% errors says="This is the share of errors"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) != test.y
    return 100 * right.float().mean().item()


# %% nothing-returned says="Did you forget a `return`"
def probe_accuracy(model: nn.Module, train: Labelled, test: Labelled, epochs: int = 50) -> float:
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = linear(test_features).argmax(dim=1) == test.y
    print(100 * right.float().mean().item())
