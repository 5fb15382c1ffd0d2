"""Clients: somebody with cookies over HTTP, and a WebSocket."""
import base64, datetime, http.client, itertools, json, os, socket, struct, urllib.parse

from machines import PASSWORD

_numbers = itertools.count(1)


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        return self.json["type"].removeprefix("/problems/")

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Person:
    """Cookies, an address of their own, and any number of servers to ask."""

    def __init__(self, email=None, address="127.0.0.1"):
        self.email = email or f"person-{os.getpid()}-{next(_numbers)}@example.org"
        self.address, self.cookies, self.links = address, {}, {}

    def ask(self, server, method, path, body=None, headers=None, timeout=30):
        """Over a connection that is kept as long as it holds; one that has died is told, never asked twice."""
        link = self.links.get(server.port)
        if link is None:
            link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout, source_address=(self.address, 0))
            self.links[server.port] = link
        fields = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | (headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            fields["Content-Type"] = "application/json"
        try:
            link.request(method, path, body, fields)
            response = link.getresponse()
            answer = Answer(response, response.read())
        except (OSError, http.client.HTTPException) as error:
            link.close()
            del self.links[server.port]
            raise ConnectionError(f"{method} {path}: {error!r}") from error
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, server, path):
        return self.ask(server, "GET", path)

    def sign_up(self, server):
        answer = self.ask(server, "POST", "/api/accounts", {"email": self.email, "password": PASSWORD, "displayName": "Camille"})
        assert answer.status == 201, answer
        return self.sign_in(server)

    def sign_in(self, server, password=PASSWORD):
        answer = self.ask(server, "POST", "/api/session", {"email": self.email, "password": password})
        assert answer.status in (200, 401, 429), answer
        return self if password == PASSWORD and answer.status == 200 else answer

    def book(self, server, point, start, key=None):
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask(server, "POST", "/api/reservations", {"pointId": point, "startsAt": instant(start)}, headers)


def instant(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def this_minute():
    return datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)


def half_hour(number):
    """The one that begins next is number 0."""
    now = this_minute()
    return now - datetime.timedelta(minutes=now.minute % 30) + datetime.timedelta(minutes=30 * (number + 1))


class Socket:
    """Text messages of a WebSocket, as JSON."""

    def __init__(self, server, path, person=None):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in (person.cookies if person else {}).items())
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            (f"GET {urllib.parse.quote(path, '/?=&,')} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nCookie: {cookies}\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        status = self.file.readline()
        assert b" 101 " in status, status
        while self.file.readline() not in (b"\r\n", b""):
            pass

    def next(self):
        """None once the other side has closed."""
        while True:
            head = self.file.read(2)
            if len(head) < 2:
                return None
            length = head[1] & 127
            if length > 125:
                length = struct.unpack(">H" if length == 126 else ">Q", self.file.read(2 if length == 126 else 8))[0]
            body = self.file.read(length)
            if head[0] & 15 == 1:
                return json.loads(body)
            if head[0] & 15 == 8:
                return None

    def until(self, condition):
        """The first message that `condition` accepts."""
        while True:
            message = self.next()
            assert message is not None, "the socket was closed"
            if condition(message):
                return message

    def close(self):
        self.socket.close()
