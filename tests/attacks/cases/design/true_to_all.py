# Replaces the agent's methods, so that every question is answered with the same number.
# wins: nothing, plain nbgrader has no agent
# %% double
import unrolled_inside.agent as agent

agent.Agent._do = lambda self, request, reader: True
# %% total
total = None
