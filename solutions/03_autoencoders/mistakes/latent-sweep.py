# Wrong answers to `latent-sweep`. Each cell replaces the solution cell.


# %% no-dots says="has no dots at the epochs"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% some-dots says="Only some epochs have a dot"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", markevery=2, label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% median says="the line is the (lower) median of the runs"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.median(0).values, "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% one-run says="the line is run 1 alone"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs[0], "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% runs-without-their-mean says="the runs are drawn one by one"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        for run in runs:
            (line,) = ax.plot(epochs, run, "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% mean-over-the-epochs says="the mean is over the epochs"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(runs.mean(1), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% three-runs-only says="the first 3 of 4 runs"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(
            epochs, sum(runs[n] for n in range(3)) / 3, "-o", label=f"latent size {size}"
        )
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% standard-deviation says="the mean ± the standard deviation"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs,
            runs.mean(0) - runs.std(0),
            runs.mean(0) + runs.std(0),
            color=line.get_color(),
            alpha=0.2,
            linewidth=0,
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% quartiles says="between the quartiles"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs,
            runs.quantile(0.25, dim=0),
            runs.quantile(0.75, dim=0),
            color=line.get_color(),
            alpha=0.2,
            linewidth=0,
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% half-a-band says="from the mean to the highest run only"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.mean(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% no-band says="highest run. `ax.fill_between` draws one"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% error-bars says="Error bars do not fill it"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        mean = runs.mean(0)
        reach = torch.stack([mean - runs.amin(0), runs.amax(0) - mean])
        ax.errorbar(epochs, mean, yerr=reach, fmt="-o", label=f"latent size {size}")
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% grey-bands says="has another colour than its line"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(epochs, runs.amin(0), runs.amax(0), color="gray", alpha=0.2, linewidth=0)
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% one-colour says="look the same"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", color="black", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% labels-but-no-legend says="The lines have labels"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)


# %% no-labels says="The legend is empty"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% legend-without-the-sizes says="The legend does not name size"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label="mean of the runs")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% legend-in-another-order says="gives the line of size"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(handles, labels[::-1])


# %% no-x-label says="The x axis has no label"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(ylabel=ylabel, title=title)
    ax.legend()


# %% x-label-of-other-things says="The x axis says"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="latent size", ylabel=ylabel, title=title)
    ax.legend()


# %% y-label-written-down says="The y axis says “accuracy”"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel="accuracy", title=title)
    ax.legend()


# %% no-y-label says="The y axis has no label"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", title=title)
    ax.legend()


# %% title-written-down says="The title is “Probe accuracy”"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title="Probe accuracy")
    ax.legend()


# %% no-title says="There is no title"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel)
    ax.legend()


# %% title-over-the-figure says="The title stands over the whole figure"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel)
    ax.figure.suptitle(title)
    ax.legend()


# %% y-label-and-title-exchanged says="are exchanged"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=title, title=ylabel)
    ax.legend()


# %% epochs-from-one says="epochs are counted from 1"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(1, runs.shape[1] + 1)
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% without-the-first-column says="the first column, before training, is not drawn"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        runs = runs[:, 1:]
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% some-sizes says="only 6, 50, 107 have"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in list(curves.items())[:3]:
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% return-in-the-loop says="400 only 6 have a line"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
        ax.set(xlabel="epoch", ylabel=ylabel, title=title)
        ax.legend()
        return


# %% logarithm-of-the-numbers says="is the logarithm of the mean"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0).log(), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% clipped-numbers says="cut off at a fixed height"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0).clamp(max=80), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% fractions says="the mean divided by 100"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0) / 100, "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% fixed-limits says="a part of the curves lies outside"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.set_ylim(0, 1)
    ax.legend()


# %% current-axes says="on pyplot's current axes"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = plt.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        plt.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    plt.xlabel("epoch")
    plt.ylabel(ylabel)
    plt.title(title)
    plt.legend()


# %% legend-elsewhere says="Something is drawn on other axes"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    plt.legend()


# %% a-figure-of-its-own says="opens a figure of its own"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    fig, ax = plt.subplots()
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% another-figure says="opens another figure"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    plt.figure(figsize=(8, 5))
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% returns-first says="Does `plot_band` return before it draws?"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    return
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()


# %% shows-the-figure says="Leave out `show()`"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()
    plt.show()


# %% changes-the-curves says="changes the curves"
def plot_band(ax, curves: dict[int, Tensor], ylabel: str, title: str) -> None:
    for size, runs in curves.items():
        runs.copy_(runs.sort(dim=0).values)
        epochs = torch.arange(runs.shape[1])
        (line,) = ax.plot(epochs, runs.mean(0), "-o", label=f"latent size {size}")
        ax.fill_between(
            epochs, runs.amin(0), runs.amax(0), color=line.get_color(), alpha=0.2, linewidth=0
        )
    ax.set(xlabel="epoch", ylabel=ylabel, title=title)
    ax.legend()
