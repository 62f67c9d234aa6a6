# A cell writes one file that is larger than a file may be.
# %% scratch
with open("data", "wb", buffering=0) as file:
    for _ in range(100):  # 1 GB
        if file.write(b"x" * (10 << 20)) < 10 << 20:
            file.write(b"x")
