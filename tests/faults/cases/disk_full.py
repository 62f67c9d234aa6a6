# A cell writes files until the disk is full, and leaves it full.
# %% scratch
for number in range(100):  # 1.5 GB
    with open(f"data{number}", "wb", buffering=0) as file:
        file.write(b"x" * (15 << 20))
