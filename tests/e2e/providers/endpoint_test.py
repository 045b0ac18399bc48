"""What tests need whose agent asks an endpoint of its own, with a key that is on the host alone. The endpoint's own count
is the judge of what was used, and the engine is the judge of what is in the sandbox."""

import base64
import http.client
import json
import os
import socket
import subprocess
import urllib.parse
import urllib.request

from pilothouse_test import BINARY, PilothouseTest, environment

KEY = "sk-ant-api03-0PlantedForTheTest-9f8e7d6c5b4a39281706f5e4d3c2b1a0"
PASSPHRASE = "correct horse battery staple"
TASK = "The tests of this repository fail. Find out why and mend it."
TOKENS = ("prompt", "completion", "cached", "cacheWrite", "reasoning")


def pipe_with(text):
    """The reading end of a pipe that holds a text."""
    read, write = os.pipe()
    os.write(write, text.encode() + b"\n")
    os.close(write)
    return read


def processes_of(engine_socket, container):
    """Every process of the container, as the host sees it: those in the process namespace of its first one."""
    connection = http.client.HTTPConnection("engine")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(engine_socket.path)
    connection.request("GET", f"/v1.41/containers/{container}/json")
    first = json.load(connection.getresponse())["State"]["Pid"]
    connection.close()
    namespace = os.readlink(f"/proc/{first}/ns/pid")
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{name}/ns/pid") == namespace:
                found.append(int(name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it ended meanwhile, or is further out than the container's engine
    return found


def memory_holds(pid, forms):
    """Which of the texts are in a process's environment, command line and readable memory."""
    found = set()
    for name in ("environ", "cmdline"):
        with open(f"/proc/{pid}/{name}", "rb") as file:
            content = file.read()
        found.update(form for form in forms if form in content)
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("r") or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(number, 16) for number in span.split("-"))
            for at in range(start, end, 1 << 24):
                try:
                    memory.seek(at)
                    content = memory.read(min((1 << 24) + 256, end - at))
                except (OSError, OverflowError, ValueError):
                    continue  # reserved and never backed
                found.update(form for form in forms if form in content)
    return found


class Endpoint:

    def __init__(self, folder):
        self.process = subprocess.Popen([BINARY, "practice-endpoint", "--key", KEY], env=environment(), cwd=folder,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.url = json.loads(self.process.stdout.readline())["url"]

    def ledger(self):
        with urllib.request.urlopen(self.url + "/ledger", timeout=30) as answer:
            return json.load(answer)

    def close(self):
        self.process.terminate()
        self.process.communicate(timeout=30)


def encodings(secret):
    """What a key may look like where somebody wrote it down: as it is, in base64 at each of the three offsets, in hex
    and in a URL."""
    raw = secret.encode()
    found = {raw, raw.hex().encode(), urllib.parse.quote(secret, safe="").encode()}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        found.add(coded[4 if shift else 0:len(coded) - 4])
    return found


class EndpointTest(PilothouseTest):

    def setUp(self):
        super().setUp()
        self.endpoint = Endpoint(self.folder)
        self.addCleanup(self.endpoint.close)

    def with_passphrase(self, *arguments, more=(), **options):
        passphrase = pipe_with(PASSPHRASE)
        try:
            return self.run_command(*arguments, "--passphrase-fd", str(passphrase),
                                    pass_fds=(passphrase, *more), **options)
        finally:
            os.close(passphrase)

    def store_key(self, key=KEY):
        descriptor = pipe_with(key)
        try:
            self.with_passphrase("key", "set", self.endpoint.url + "/v1", "--key-fd", str(descriptor), more=(descriptor,))
        finally:
            os.close(descriptor)

    def run_with(self, protocol, path="/v1", check=True):
        return self.with_passphrase("run", "--approve", "always", "--model", "practice-endpoint/practice",
                                    "--model-url", self.endpoint.url + path, "--model-protocol", protocol, TASK, check=check)

    def assert_counts_agree(self):
        ledger = self.endpoint.ledger()["requests"]
        answered = [event["payload"] for event in self.events(1) if event["kind"] == "model_answered"]
        ours = sorted(tuple(one["usage"].get(field, 0) for field in TOKENS) for one in answered)
        theirs = sorted(tuple(one[field] for field in TOKENS) for one in ledger if one["operation"] == "answer")
        self.assertEqual(ours, theirs)
        self.assertFalse([one for one in answered if one["usage"]["estimated"]])
        self.assertGreater(len(theirs), 5)
        self.assertTrue([one for one in ledger if one["background"]], "the agent's own calls are counted, too")
        return ledger

    def task_is_done(self):
        session = self.show(1)
        self.assertEqual((session["state"], session["stopReason"]), ("idle", "end_turn"))
        answer = self.json("accept", "1", "--branch", "mended")[0]
        checkout = os.path.join(self.folder, "checkout")
        subprocess.run(["git", "-C", session["repository"], "worktree", "add", checkout, answer["commit"]],
                       check=True, capture_output=True)
        self.assertEqual(subprocess.run(["sh", "tests/run.sh"], cwd=checkout, capture_output=True).returncode, 0)

    def assert_key_is_nowhere(self):
        """In the sandbox's disk and processes, and in everything that we keep. The search finds what is planted."""
        container = self.show(1)["sandbox"]["container"]
        forms = encodings(KEY)
        with self.engine() as engine:
            searched = 0
            for place in ("/workspace", "/home", "/tmp", "/etc", "/run", "/var"):
                try:
                    archive = engine.archive(container, place)
                except AssertionError:
                    continue
                with archive:
                    for member in archive:
                        if not member.isfile():
                            continue
                        content = archive.extractfile(member).read()
                        searched += len(content)
                        self.assertEqual([form for form in forms if form in content], [], f"{place}/{member.name}")
            self.assertGreater(searched, 1000)
            # The placeholder that the agent has instead of a key shows that the search finds one.
            held = [memory_holds(pid, forms | {b"placeholder"}) for pid in processes_of(engine, container)]
            self.assertIn({b"placeholder"}, held)
            self.assertLessEqual(set().union(*held), {b"placeholder"})
        planted = os.path.join(self.data, "planted")
        for form in forms:
            with open(planted, "wb") as file:
                file.write(b"x" * 65533 + form + b"y")
            self.assertEqual(self.files_with(forms), [planted])
        os.remove(planted)
        self.assertEqual(self.files_with(forms), [])

    def files_with(self, forms):
        found = []
        for root, _, files in os.walk(self.data):
            for name in files:
                path = os.path.join(root, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, "rb") as file:
                        content = file.read()
                    if any(form in content for form in forms):
                        found.append(path)
        return found
