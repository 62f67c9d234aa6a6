# Attaches a picture whose name is a path out of the folder.
# wins: nothing, nbgrader writes attachments only where it exports pages
# attachment: why ../../../../attacked.png AAAA
# %% why
# ![a picture](attachment:../../../../attacked.png)
