# Talks to a service on the grader's machine by a socket in the file system.
# wins: secret service
# %% end
import socket

client = socket.socket(socket.AF_UNIX)
client.settimeout(2)
client.connect("@SOCKET@")
print(client.recv(100))
