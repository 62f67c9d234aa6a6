"""One function, many ways to keep its weights: what a layer may look like and still be right."""

import torch
from hypothesis import strategies as st
from torch import nn


class Layout(nn.Module):
    """An `RNNLayer` (gates="h") or an `LSTMLayer` (gates in any order), its weights kept as told.

    joined: "xh" or "hx" for one matrix on the joined vectors, "" for two matrices.
    fused: all gates in one matrix, or each in its own.
    style: "linear" (nn.Linear), "rows" (out × in) or "columns" (in × out).
    """

    def __init__(self, input_size, hidden_size, gates="ifgo", joined="", fused=True, style="rows"):
        super().__init__()
        self.hidden_size, self.gates, self.joined, self.style = hidden_size, gates, joined, style
        self.groups = [gates] if fused else list(gates)
        sizes = {"x": input_size, "h": hidden_size, joined: input_size + hidden_size}
        self.pieces = [joined] if joined else ["h", "x"]
        for group in self.groups:
            height = hidden_size * len(group)
            for number, piece in enumerate(self.pieces):
                name = f"{piece}2{group}"
                if style == "linear":
                    setattr(self, name, nn.Linear(sizes[piece], height, bias=number == 0))
                else:
                    shape = (height, sizes[piece])
                    shape = shape if style == "rows" else shape[::-1]
                    setattr(self, name, nn.Parameter(torch.randn(shape)))
            if style != "linear":
                setattr(self, f"bias{group}", nn.Parameter(torch.randn(height)))

    def before_gates(self, x_t, h):
        values = {"x": x_t, "h": h, "xh": torch.cat([x_t, h], 1), "hx": torch.cat([h, x_t], 1)}
        found = {}
        for group in self.groups:
            z = torch.zeros(())
            for piece in self.pieces:
                weight = getattr(self, f"{piece}2{group}")
                if self.style == "linear":
                    z = z + weight(values[piece])
                else:
                    z = z + values[piece] @ (weight.T if self.style == "rows" else weight)
            if self.style != "linear":
                z = z + getattr(self, f"bias{group}")
            found |= dict(zip(group, z.chunk(len(group), dim=1), strict=True))
        return found

    def forward(self, x):
        h = c = torch.zeros(len(x), self.hidden_size)
        self.h_list = []
        for t in range(x.shape[1]):
            z = self.before_gates(x[:, t], h)
            if self.gates == "h":
                h = torch.tanh(z["h"])
            else:
                c = z["f"].sigmoid() * c + z["i"].sigmoid() * z["g"].tanh()
                h = z["o"].sigmoid() * c.tanh()
            self.h_list.append(h)
        return torch.stack(self.h_list, dim=1), (h if self.gates == "h" else (h, c))


class Stack(nn.Module):
    """Layers above each other; the last states of all of them, (layers, batch, hidden)."""

    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        lasts = []
        for layer in self.layers:
            x, last = layer(x)
            lasts.append(last)
        if isinstance(lasts[0], tuple):
            return x, tuple(torch.stack(states) for states in zip(*lasts, strict=True))
        return x, torch.stack(lasts)


def gates_of(kind: str) -> st.SearchStrategy[str]:
    """The gates of an LSTM in any order; an RNN has one."""
    return st.permutations("ifgo").map("".join) if kind == "LSTM" else st.just("h")


def layout(kind: str) -> st.SearchStrategy[dict]:
    """The arguments of `Layout` after the sizes."""
    return st.fixed_dictionaries(
        {
            "gates": gates_of(kind),
            "joined": st.sampled_from(["", "xh", "hx"]),
            "fused": st.booleans(),
            "style": st.sampled_from(["linear", "rows", "columns"]),
        }
    )
