"""Right answers to notebook 03's classes, for tests of what comes after them."""

from itertools import pairwise

import torch
from torch import nn


def layers(sizes, activation_cls):
    made = [part for a, b in pairwise(sizes) for part in (nn.Linear(a, b), activation_cls())]
    return nn.Sequential(*made[:-1])


class Autoencoder(nn.Module):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = layers(sizes, activation_cls)
        self.decoder = layers(sizes[::-1], activation_cls)
        self.loss = nn.MSELoss()

    def encode(self, x):
        return self.encoder(x)

    def decode(self, z):
        return self.decoder(z)

    def forward(self, x):
        return self.decode(self.encode(x))

    def get_loss(self, x):
        return self.loss(x, self(x))

    def train_step(self, x, optimizer):
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


class DenoisingAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.noise_std = noise_std

    def get_loss(self, x):
        return self.loss(x, self(x + self.noise_std * torch.randn_like(x)))


class MaskedAutoencoder(Autoencoder):
    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob = mask_prob

    def get_loss(self, x):
        return self.loss(x, self(x * (torch.rand_like(x) >= self.mask_prob)))
