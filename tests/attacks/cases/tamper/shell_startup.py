# Adds a line to the file that the grader's shell reads.
# wins: change home/.bashrc
# %% end
get_ipython().system('echo "# altered" >> @HOME@/.bashrc')
get_ipython().system('echo "# altered" >> ~/.bashrc')
