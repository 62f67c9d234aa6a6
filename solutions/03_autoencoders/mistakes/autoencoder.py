# Wrong answers to `autoencoder`. Each cell replaces the solution cell.


# %% activation-after-the-encoder says="an activation after the last layer of encode"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = nn.Sequential(self.stack(sizes, activation_cls), activation_cls())
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% activation-after-the-decoder says="an activation after the last layer of decode"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = nn.Sequential(self.stack(sizes[::-1], activation_cls), activation_cls())
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% relu-on-the-latent says="The last layer of encode is not linear: after it comes a ReLU"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return torch.relu(self.encoder(x))

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% sigmoid-at-the-end says="The last layer of decode is not linear: after it comes a sigmoid"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.decoder(z))

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% decode-begins-with-an-activation says="an activation before the first layer of decode"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = nn.Sequential(activation_cls(), self.stack(sizes[::-1], activation_cls))
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% activation-in-forward-only says="forward applies a ReLU to the latent"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(torch.relu(self.encode(x)))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% no-activation-between-layers says="There is no activation between the layers of encode"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers.append(nn.Linear(n_in, n_out))
        return nn.Sequential(*layers)

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% activation-ignored says="activation_cls is ignored: encode uses `nn.ReLU`"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), nn.ReLU()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% decoder-s-activation-ignored says="activation_cls is ignored: decode uses `nn.ReLU`"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], nn.ReLU)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% default-is-tanh says="and here it is `nn.Tanh`"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.Tanh):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% decoder-not-mirrored says="The sizes of decode are not reversed"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack([sizes[-1], *hidden_sizes, input_size], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% decoder-of-one-layer says="decode is one linear layer"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = nn.Linear(sizes[-1], input_size)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% encoder-reversed says="Are the sizes in reverse?"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes[::-1]]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% layers-do-not-fit says="numbers come to a layer that takes"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack([*hidden_sizes, input_size], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% decoder-stops-early says="Its last layer goes back to input_size"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[:0:-1] if len(sizes) > 2 else sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% tied-weights says="decode uses the weights of encode, transposed"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.biases = nn.ParameterList(torch.zeros(n) for n in sizes[-2::-1])
        self.activation = activation_cls()
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        layers = [layer for layer in self.encoder if isinstance(layer, nn.Linear)][::-1]
        for n, layer in enumerate(layers):
            z = z @ layer.weight + self.biases[n]
            if n < len(layers) - 1:
                z = self.activation(z)
        return z

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% no-biases says="encode has no bias in any of its layers"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out, bias=False), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% no-bias-at-the-end says="decode has no bias in layer"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.decoder[-1] = nn.Linear(sizes[1], input_size, bias=False)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% layers-in-plain-lists says="layers in a plain list are not registered"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return layers[:-1]

    def encode(self, x: Tensor) -> Tensor:
        for layer in self.encoder:
            x = layer(x)
        return x

    def decode(self, z: Tensor) -> Tensor:
        for layer in self.decoder:
            z = layer(z)
        return z

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% decoder-in-a-plain-list says="are parameters that learn"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = list(self.stack(sizes[::-1], activation_cls))
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        for layer in self.decoder:
            z = layer(z)
        return z

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% sizes-reversed-in-place says="The list `hidden_sizes` is changed"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        hidden_sizes.reverse()
        self.decoder = self.stack([*hidden_sizes, input_size], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% dropout-between-layers says="In training mode forward gives other numbers"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), nn.Dropout(0.1), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% normalised-layers says="is there a layer too many?"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.norm = nn.BatchNorm1d(sizes[-1])
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.norm(self.encoder(x))

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% no-encode says="`Autoencoder` has no `encode`"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encoded(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encoded(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% forward-returns-the-latent says="forward returns the latent"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.encode(x)

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% forgotten-return says="Did you forget a `return` statement?"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% sum-of-squares says="The loss is the sum of the squares"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss(reduction="sum")

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% summed-over-entries says="The loss is summed over the entries of a row"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def loss(self, x: Tensor, x_hat: Tensor) -> Tensor:
        return ((x_hat - x) ** 2).sum(dim=1).mean()

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% mean-by-row says="take the mean over all entries"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def loss(self, x: Tensor, x_hat: Tensor) -> Tensor:
        return ((x_hat - x) ** 2).mean(dim=1)

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% not-squared says="which cancel out: square them"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def loss(self, x: Tensor, x_hat: Tensor) -> Tensor:
        return (x_hat - x).mean()

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% absolute says="the mean of the absolute differences"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.L1Loss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% root-of-the-mean says="the square root of the mean square"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def loss(self, x: Tensor, x_hat: Tensor) -> Tensor:
        return ((x_hat - x) ** 2).mean().sqrt()

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% loss-of-x-and-x says="is x compared with itself?"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, x)

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% loss-of-the-reconstruction-s-own says="what forward makes of it: compare it with x"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        x = self(x)
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% loss-as-a-float says="which has no gradient: leave out `.item()`"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x)).item()

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% loss-detached says="cut off from the graph"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x).detach())

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% no-zero-grad says="Gradients of earlier steps are added up"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% no-step says="never calls `optimizer.step()`"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        return loss.item()


# %% no-backward says="never calls `backward()` on the loss"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        optimizer.step()
        return loss.item()


# %% step-before-backward says="`step()` comes before `backward()`"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        optimizer.step()
        loss.backward()
        return loss.item()


# %% zero-grad-after-backward says="`zero_grad()` comes between"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        loss = self.get_loss(x)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        return loss.item()


# %% own-optimizer says="not by the optimizer that is given"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer = torch.optim.Adam(self.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


# %% returns-a-tensor says="train_step returns a tensor"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss


# %% loss-after-the-step says="the loss after the step"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return self.get_loss(x).item()


# %% returns-nothing says="train_step returned None"
class Autoencoder(nn.Module):
    def __init__(self, input_size: int, hidden_sizes: list[int], activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def stack(self, sizes, activation_cls):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))

    def get_loss(self, x: Tensor) -> Tensor:
        return self.loss(x, self(x))

    def train_step(self, x: Tensor, optimizer: torch.optim.Optimizer) -> float:
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
