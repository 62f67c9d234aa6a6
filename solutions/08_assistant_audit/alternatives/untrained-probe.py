# Right answers to `untrained-probe` in other styles. Each cell replaces the solution cell.


# %% centred
def probe_accuracy(E: Tensor, X: Tensor, y: Tensor, X_test: Tensor, y_test: Tensor) -> float:
    Z, Z_test = X @ E.T, X_test @ E.T
    w = torch.linalg.pinv(Z - Z.mean(dim=0)) @ (y - y.mean())
    scores = (Z_test - Z.mean(dim=0)) @ w + y.mean()
    return 100 * ((scores > 0) == (y_test > 0)).double().mean().item()


random_is_enough = True


# %% normal-equations
def probe_accuracy(E, X, y, X_test, y_test):
    def encode(rows):
        return torch.hstack([rows @ E.t(), torch.ones_like(rows[:, :1])])

    A = encode(X)
    w = torch.linalg.solve(A.T @ A, A.T @ y)
    right = (encode(X_test) @ w) * y_test > 0
    return 100 * right.float().mean().item()


random_is_enough = True


# %% scikit-learn
from sklearn.linear_model import LinearRegression


def probe_accuracy(E, X, y, X_test, y_test):
    model = LinearRegression().fit((X @ E.T).numpy(), y.numpy())
    answers = model.predict((X_test @ E.T).numpy()) > 0
    return 100 * (answers == (y_test > 0).numpy()).mean()


random_is_enough = True


# %% numpy
import numpy as np


def probe_accuracy(E, X, y, X_test, y_test):
    E, X, y, X_test, y_test = (np.asarray(tensor) for tensor in (E, X, y, X_test, y_test))
    A = np.c_[X @ E.T, np.ones(len(X))]
    w, *_ = np.linalg.lstsq(A, y, rcond=None)
    scores = np.c_[X_test @ E.T, np.ones(len(X_test))] @ w
    return 100 * np.mean(np.sign(scores) == y_test)


random_is_enough = True


# %% bias-in-front
def probe_accuracy(E, X, y, X_test, y_test):
    Z = nn.functional.pad(X @ E.T, (1, 0), value=1.0)
    Z_test = nn.functional.pad(X_test @ E.T, (1, 0), value=1.0)
    Q, R = torch.linalg.qr(Z)
    w = torch.linalg.solve_triangular(R, Q.T @ y[:, None], upper=True)
    wrong = (Z_test @ w).squeeze(1).sign() != y_test
    return 100 - 100 * wrong.sum() / len(wrong)


random_is_enough = True
