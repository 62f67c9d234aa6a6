# Right answers to `latent-sweep` in other styles. Each cell replaces the solution cell.


# %% numpy-and-one-set
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    import numpy as np

    for size in sorted(curves):
        runs = np.asarray(curves[size])
        epochs = np.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(axis=0), "o-", label=f"{size} numbers")
        ax.fill_between(
            epochs, runs.min(axis=0), runs.max(axis=0), color=line.get_color(), alpha=0.2, lw=0
        )
    ax.set(xlabel="Epoch (0: before training)", ylabel=ylabel, title=title)
    ax.legend(title="latent size")


# %% polygons-and-scattered-dots
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for number, (size, runs) in enumerate(curves.items()):
        colour = f"C{number}"
        x = torch.arange(runs.shape[1])
        low, high = runs.min(dim=0).values, runs.max(dim=0).values
        around_x, around_y = torch.cat([x, x.flip(0)]), torch.cat([low, high.flip(0)])
        ax.fill(around_x, around_y, facecolor=colour, alpha=0.25)
        ax.plot(x, runs.mean(0), linestyle="-", color=colour, label=f"k = {size}")
        ax.scatter(x, runs.mean(0), color=colour, zorder=3)
    ax.set_xlabel("epochs")
    ax.set_ylabel(ylabel)
    ax.set_title(title)
    ax.legend(loc="best", fontsize="small")


# %% thin-edges-and-all-runs
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    from matplotlib.lines import Line2D

    colours = plt.colormaps["viridis"](torch.linspace(0, 0.9, len(curves)).numpy())
    entries = []
    for colour, (size, runs) in zip(colours, curves.items()):
        epochs = range(runs.shape[1])
        for run in runs:
            ax.plot(epochs, run, "-", color=colour, lw=0.4, alpha=0.5)
        for edge in (runs.amin(0), runs.amax(0)):
            ax.plot(epochs, edge, "-", color=colour, lw=0.8)
        ax.fill_between(epochs, runs.amin(0), runs.amax(0), color=colour, alpha=0.15)
        ax.plot(epochs, runs.mean(0), "-", marker=".", markersize=9, color=colour)
        entries.append(Line2D([], [], color=colour, marker=".", label=f"latent {size}"))
    ax.set_xlabel("epoch")
    ax.set_ylabel(ylabel)
    ax.set_title(title, loc="left")
    ax.figure.legend(handles=entries, loc="outside right")


# %% made-the-current-axes
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    plt.sca(ax)
    plt.title(title)
    plt.xlabel("epoch")
    plt.ylabel(ylabel)
    for size, runs in curves.items():
        mean = runs.mean(dim=0)
        (line,) = plt.plot(mean, marker="s", label=f"latent size {size}")
        plt.fill_between(
            range(len(mean)),
            mean - (mean - runs.min(dim=0)[0]),
            mean + (runs.max(dim=0)[0] - mean),
            alpha=0.3,
            color=line.get_color(),
            label=f"{size}: lowest to highest",
        )
    plt.legend()
    plt.grid(alpha=0.3)


# %% in-pieces
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for number, size in enumerate(sorted(curves, reverse=True)):
        runs, colour = curves[size].tolist(), f"C{number}"
        columns = list(zip(*runs))
        means = [sum(column) / len(column) for column in columns]
        for epoch in range(len(columns) - 1):
            here = [epoch, epoch + 1]
            ax.plot(here, means[epoch : epoch + 2], "-", color=colour)
            ax.fill_between(
                here,
                [min(column) for column in columns[epoch : epoch + 2]],
                [max(column) for column in columns[epoch : epoch + 2]],
                color=colour,
                alpha=0.2,
                linewidth=0,
            )
        ax.plot(range(len(means)), means, "o", color=colour, label=str(size))
    ax.legend()
    ax.set(title=title, ylabel=ylabel, xlabel="training time in epochs")
