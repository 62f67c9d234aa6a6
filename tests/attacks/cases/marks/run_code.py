# Replaces the method of IPython that runs compiled cells, so that nothing runs any more.
# wins: marks double centre layer loss fit
# %% double
async def nothing(*anything, **options):
    return False


type(get_ipython()).run_code = nothing
