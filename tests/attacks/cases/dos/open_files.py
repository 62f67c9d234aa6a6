# Opens 900 files at once.
# wins: words opened 900 files
# %% double
files = []
try:
    for _ in range(900):
        files.append(open("/dev/null"))
    print("opened", len(files), "files")
finally:
    for file in files:
        file.close()
