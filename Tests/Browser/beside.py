"""Servers beside the one of the stage, and what stands before them."""
import re, signal, socket, subprocess, threading

from stage import PATIENCE, address_of, free_port


class Proxy:
    """Hands on whatever is asked below its prefix, without the prefix; sockets that turn into WebSockets included."""

    def __init__(self, prefix):
        self.prefix, self.backend = prefix.encode(), None
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return client.close()
            head += piece
        method, target, rest = head.split(b" ", 2)
        if not target.startswith(self.prefix + b"/"):
            client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return client.close()
        if b"upgrade: websocket" not in rest.lower():
            rest = re.sub(rb"\r\nConnection: [^\r]*", b"", rest, flags=re.I).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        server = socket.create_connection(("127.0.0.1", self.backend))
        server.sendall(b" ".join([method, target[len(self.prefix):], rest]))
        up = threading.Thread(target=self.pipe, args=(client, server), daemon=True)
        up.start()
        self.pipe(server, client)
        up.join()
        client.close()
        server.close()

    @staticmethod
    def pipe(source, sink):
        try:
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            sink.close()

    def close(self):
        self.door.close()


def serve_beside(test, public_url, **settings):
    """A second server on the same country, that knows how the world calls it. Returns its port."""
    server, port = test.stage.server, free_port()
    environment = server.settings | {
        "PUBLIC_URL": public_url, "WATTS_UP_PORT": str(port), "WATTS_UP_DATA": server.folder + "/second",
        "DATABASE_URL": server.database} | settings
    process = subprocess.Popen([server.program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    test.addCleanup(process.stdout.close)
    test.addCleanup(process.wait, PATIENCE)
    test.addCleanup(process.send_signal, signal.SIGTERM)
    address_of(process)
    threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
    return port
