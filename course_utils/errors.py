"""The one exception that means: a person can mend this."""


class UserError(Exception):
    """Something a user did, or left out. The message is one line: what, where, how to mend it.

    The command line prints the message alone, without a traceback.
    """
