"""A proxy in front of the engine's socket that can hold back what Pilothouse sends on its links to the guests: what was
committed by then is not acknowledged, and what was decided has not reached the agent."""

import select
import socket
import threading


class EngineProxy:

    def __init__(self, path, engine):
        self.engine = engine
        self.held = threading.Event()
        self.links = 0  # that were opened
        self.passed = threading.Condition()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(64)
        self.path = path
        threading.Thread(target=self.accept, daemon=True).start()
        # An engine service that Pilothouse started ends when nobody is connected.
        self.guard = socket.socket(socket.AF_UNIX)
        self.guard.connect(engine)
        self.guard.sendall(b"GET /v1.41/events HTTP/1.1\r\nHost: engine\r\n\r\n")

    def close(self):
        self.listener.close()
        self.guard.close()

    def hold(self):
        """From now on nothing reaches a guest. Ends with release()."""
        with self.passed:
            self.held.set()

    def release(self):
        with self.passed:
            self.held.clear()
            self.passed.notify_all()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        engine = socket.socket(socket.AF_UNIX)
        try:
            engine.connect(self.engine)
        except OSError:
            client.close()
            return
        back = threading.Thread(target=self.copy_back, args=(engine, client), daemon=True)
        back.start()
        is_link = False
        try:
            while data := client.recv(65536):
                if not is_link:
                    # The head of the request that turns the connection into a stream is passed on.
                    is_link = b"/exec/" in data and b"/start" in data
                    self.links += is_link
                    engine.sendall(data)
                    continue
                with self.passed:
                    while self.held.is_set():
                        if self.is_over(client):
                            return
                        self.passed.wait(0.01)
                    engine.sendall(data)
        except OSError:
            pass
        finally:
            self.end(engine)
            back.join()
            engine.close()
            client.close()

    @staticmethod
    def is_over(client):
        """Whether the process at the other end is gone, whatever of its words still waits to be read."""
        poll = select.poll()
        poll.register(client, 0)
        return bool(poll.poll(0))

    def copy_back(self, engine, client):
        try:
            while data := engine.recv(65536):
                client.sendall(data)
        except OSError:
            pass
        self.end(client)

    @staticmethod
    def end(connection):
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
