# Wrong answers to `untrained-probe`. Each cell replaces the solution cell.


# %% share says="This is a share"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return (scores.sign() == y_test).double().mean().item()


random_is_enough = True


# %% errors says="the share of wrong answers"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return 100 * (scores.sign() != y_test).double().mean().item()


random_is_enough = True


# %% number says="This is the number of right answers"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return (scores.sign() == y_test).sum().item()


random_is_enough = True


# %% no-bias says="The probe has no bias"
def probe_accuracy(E, X, y, X_test, y_test):
    w = torch.linalg.lstsq(X @ E.T, y).solution
    return 100 * ((X_test @ E.T @ w).sign() == y_test).double().mean().item()


random_is_enough = True


# %% bias-dropped says="not added to the scores"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = X_test @ E.T @ w[:-1]
    return 100 * (scores.sign() == y_test).double().mean().item()


random_is_enough = True


# %% inputs says="E is not used"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return 100 * (scores.sign() == y_test).double().mean().item()


random_is_enough = True


# %% training-rows says="the rows that the probe was fitted to: ask it"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X) @ w
    return 100 * (scores.sign() == y).double().mean().item()


random_is_enough = True


# %% fitted-to-the-test says="The probe is fitted to the test rows"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X_test), y_test).solution
    scores = with_bias(X_test) @ w
    return 100 * (scores.sign() == y_test).double().mean().item()


random_is_enough = True


# %% fitted-to-both says="to training and test rows together"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(torch.cat([X, X_test])), torch.cat([y, y_test])).solution
    scores = with_bias(X_test) @ w
    return 100 * (scores.sign() == y_test).double().mean().item()


random_is_enough = True


# %% threshold says="The threshold is 0.5"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return 100 * ((scores > 0.5) == (y_test > 0)).double().mean().item()


random_is_enough = True


# %% nearer-mean says="whose mean is nearer"
def probe_accuracy(E, X, y, X_test, y_test):
    Z, Z_test = X @ E.T, X_test @ E.T
    plus, minus = Z[y == 1].mean(dim=0), Z[y == -1].mean(dim=0)
    nearer = (Z_test - minus).norm(dim=1) - (Z_test - plus).norm(dim=1)
    return 100 * (nearer.sign() == y_test).double().mean().item()


random_is_enough = True


# %% own-mean says="shifted by their own mean"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        features = rows @ E.T
        return torch.cat([features - features.mean(dim=0), torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    return 100 * ((with_bias(X_test) @ w).sign() == y_test).double().mean().item()


random_is_enough = True


# %% squared-error says="mean squared error of the scores"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return (scores - y_test).square().mean().item()


random_is_enough = True


# %% all-answers says="should be one number, got shape"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return 100 * (scores.sign() == y_test).double()


random_is_enough = True


# %% yes-or-no says="should be a number, got False"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return bool((scores.sign() == y_test).all())


random_is_enough = True


# %% other-verdict says="recorded: the claim is false."
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return 100 * (scores.sign() == y_test).double().mean().item()


random_is_enough = False


# %% verdict-in-quotes says="should be True or False (the claim holds"
def probe_accuracy(E, X, y, X_test, y_test):
    def with_bias(rows):
        return torch.cat([rows @ E.T, torch.ones(len(rows), 1)], dim=1)

    w = torch.linalg.lstsq(with_bias(X), y).solution
    scores = with_bias(X_test) @ w
    return 100 * (scores.sign() == y_test).double().mean().item()


random_is_enough = "True"


# %% column-against-row says="A column (n, 1) is compared with a row (n,)"
def probe_accuracy(E, X, y, X_test, y_test):
    features = torch.cat([X @ E.T, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)
    w = torch.linalg.lstsq(features, y[:, None]).solution  # (k + 1, 1)
    scores = torch.cat([X_test @ E.T, torch.ones(len(X_test), 1, dtype=X.dtype)], dim=1) @ w
    return 100 * (scores.sign() == y_test).double().mean().item()


random_is_enough = True
