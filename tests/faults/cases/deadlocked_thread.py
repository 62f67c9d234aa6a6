# Two threads wait for each other's lock, and the function waits for both.
# costs: evens
# says: \d s
# %% faults-evens
def evens(n):
    import threading

    one, other, both = threading.Lock(), threading.Lock(), threading.Barrier(2)

    def hold(first, second):
        with first:
            both.wait()
            second.acquire()

    threads = [threading.Thread(target=hold, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
