# The file is JSON of something else.
# state: unreadable
# says: JSON, but not a notebook
def make(path, notebook):
    path.write_text('{"name": "settings", "cells": 3}')
