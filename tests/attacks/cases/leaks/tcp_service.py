# Talks to a service on the grader's machine by the loopback network.
# wins: secret service
# %% end
import socket

print(socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=2).recv(100))
