import re, signal, socket, subprocess, threading

from stage import PASSWORD, ScreenTest, address_of, expect


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


class Prefix(ScreenTest):
    def test_behind_a_proxy_with_a_path_everything_stays_below_that_path(self):
        proxy = Proxy("/bornes")
        self.addCleanup(proxy.close)
        here = f"http://127.0.0.1:{proxy.port}"
        proxy.backend = self.start(f"{here}/bornes")
        page = self.open(base=here)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/bornes/")
        page.wait_for_selector("html[data-map=idle]")
        page.get_by_role("button", name="Agrandir le panneau").click()
        page.locator(".stations a").first.evaluate("link => link.click()")
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        self.assertRegex(page.url, r"/bornes/s/[^/]+")
        page.reload()
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        page.goto("/bornes/connexion")
        page.get_by_label("Adresse e-mail").fill("admin@example.org")
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.locator("form.form .primary").click()
        expect(page.get_by_role("navigation").get_by_text("Profil")).to_be_visible()
        outside = [url for url in asked if url.startswith("http") and not url.startswith(f"{here}/bornes/")]
        self.assertEqual(outside, [])

    def start(self, public_url):
        """A second server on the same country, that knows how the world calls it."""
        server = self.stage.server
        with socket.create_server(("127.0.0.1", 0)) as door:
            port = door.getsockname()[1]
        settings = server.settings | {
            "PUBLIC_URL": public_url, "WATTS_UP_PORT": str(port), "WATTS_UP_DATA": server.folder + "/second",
            "DATABASE_URL": server.database}
        process = subprocess.Popen([server.program], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        address_of(process)
        threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
        return port
