"""What holds for every test: shapes in annotations are enforced, one thread, no windows."""

import os

import jaxtyping
import matplotlib as mpl

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is imported
mpl.use("Agg")
# From here on, calling these with another shape or dtype than the annotation says raises
# jaxtyping.TypeCheckError. Not course_utils.checks: they look at the frame they are called from,
# which would be the type checker's.
jaxtyping.install_import_hook(
    ["course_utils.data", "course_utils.gradients", "course_utils.plots", "course_utils.training"],
    "beartype.beartype",
)
