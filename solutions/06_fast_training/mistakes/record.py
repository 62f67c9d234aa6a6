# Wrong answers to `record`. Each cell replaces the solution cell.
# What was read is only recorded: it is the hidden test that it fails.


# %% goal-of-the-other-benchmark says="recorded: 93 %"
accuracy = 93
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% named-as-the-other says="from 356 s (record)"
accuracy = 94
start_s = 356
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% record-called-reproduction says="from 341 s (reproduction)"
accuracy = 94
start_s = 341
start_is = "reproduction"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% end-and-augmented-exchanged says="to 26 s (34 s augmented)"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 26
augmented_s = 34


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% ideal-time-as-the-end says="to 40 s (26 s augmented)"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 40
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% one-step-misread says="over 323, 306, 301, 297 s"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 306, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% record-among-the-steps says="over 341, 323, 308, 301 s"
accuracy = 94
start_s = 356
start_is = "reproduction"
steps_s = [341, 323, 308, 301]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% start-is-the-first-step says="`steps_s[0]` is `start_s` itself"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [341, 323, 308, 301]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% five-steps says="got 5"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [341, 323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% what-each-change-saved says="looks like what each change saved"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [18, 15, 7, 4]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% fastest-first says="308 s comes after 301 s"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 301, 308, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% end-of-the-first-part says="is where the first part ends, 297 s"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 297
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% in-minutes says="`start_s` is 5.68: are these minutes?"
accuracy = 94
start_s = 5.68
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% in-milliseconds says="`start_s` is 341000, more than an hour"
accuracy = 94
start_s = 341_000
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% minutes-in-words says="should be a number of seconds, got 'under 6 minutes'"
accuracy = 94
start_s = "under 6 minutes"
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% called-baseline says="`start_is` should be \"record\""
accuracy = 94
start_s = 341
start_is = "baseline"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% accuracy-beyond-all says="`accuracy` should be a percentage, got 341"
accuracy = 341
start_s = 356
start_is = "reproduction"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second


# %% one-epoch says="This is the time of one epoch."
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images / flop_per_second


# %% one-image says="This is the time of one image in each epoch."
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * epochs / flop_per_second


# %% upside-down says="upside down"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_second / (flop_per_image * images * epochs)


# %% operations-not-seconds says="These are all operations of the training."
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs


# %% milliseconds says="These are milliseconds"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return 1000 * flop_per_image * images * epochs / flop_per_second


# %% minutes says="These are minutes"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / flop_per_second / 60


# %% whole-seconds says="cut off to whole seconds"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs // flop_per_second


# %% rounded says="It is rounded: return"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return round(flop_per_image * images * epochs / flop_per_second)


# %% forward-alone says="is this the forward pass alone?"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    forward = flop_per_image / 3
    return forward * images * epochs / flop_per_second


# %% backward-added-again says="holds forward and backward pass already"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    forward, backward = flop_per_image, 2 * flop_per_image
    return (forward + backward) * images * epochs / flop_per_second


# %% tera-by-itself says="10¹² times too much"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * epochs / (flop_per_second / 1e12)


# %% the-text-s-own-numbers says="whatever the arguments are"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return 2.8e9 * 50_000 * 35 / 125e12


# %% epochs-of-the-text says="`epochs` makes no difference"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return flop_per_image * images * 35 / flop_per_second


# %% printed says="Did you forget a `return`"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    print(flop_per_image * images * epochs / flop_per_second)


# %% with-a-unit says="Leave the unit out"
accuracy = 94
start_s = 341
start_is = "record"
steps_s = [323, 308, 301, 297]
series_end_s = 34
augmented_s = 26


def ideal_seconds(flop_per_image: float, images: int, epochs: int, flop_per_second: float) -> float:
    return f"{flop_per_image * images * epochs / flop_per_second:.0f} s"
