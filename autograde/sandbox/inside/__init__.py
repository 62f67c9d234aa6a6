"""What runs inside the sandbox, as the package `unrolled_inside`.

It stands alone: no module of autograde may be imported here, because none is there.
"""
