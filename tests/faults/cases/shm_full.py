# A cell fills the shared memory.
# %% scratch
for number in range(100):  # 0.8 GB
    with open(f"/dev/shm/data{number}", "wb", buffering=0) as file:
        file.write(b"x" * (8 << 20))
