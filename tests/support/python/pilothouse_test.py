"""What the tests that use Pilothouse from outside share: starting it, and judges that are not our own code."""

import hashlib
import http.client
import io
import json
import os
import shutil
import socket
import subprocess
import tarfile
import tempfile
import time
import unittest

BINARY = os.environ["PILOTHOUSE_BINARY"]
SHARED = os.environ["PILOTHOUSE_TEST_SHARED"]  # engine store and image layers, kept between runs


def person_configuration():
    """A configuration folder of a person that git knows: a machine may have none, and then nothing can be accepted."""
    folder = os.path.join(SHARED, "configuration")
    os.makedirs(os.path.join(folder, "git"), exist_ok=True)
    path = os.path.join(folder, "git", "config")
    if not os.path.exists(path):
        # Whole or not there: a command may be reading it.
        with open(f"{path}.{os.getpid()}", "w") as file:
            file.write("[user]\n\tname = A Person\n\temail = person@example.org\n")
        os.replace(file.name, path)
    return folder


def environment(**more):
    env = dict(os.environ, PILOTHOUSE_ENGINE_ROOT=os.path.join(SHARED, "engine"),
               PILOTHOUSE_IMAGE_CACHE=os.path.join(SHARED, "images"), LC_ALL="C.UTF-8",
               XDG_CONFIG_HOME=person_configuration())
    env.update(more)
    return env


def git(repository, *arguments, **options):
    """System git with no configuration but the repository's own."""
    env = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, GIT_OPTIONAL_LOCKS="0",
               GIT_AUTHOR_NAME="A Person", GIT_AUTHOR_EMAIL="person@example.org",
               GIT_COMMITTER_NAME="A Person", GIT_COMMITTER_EMAIL="person@example.org")
    done = subprocess.run(["git", "-C", repository, *arguments], env=env, capture_output=True, check=True, **options)
    return done.stdout


def everything_below(folder):
    """Every file, folder and link with its kind, mode, time and content."""
    found = {}
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(root, name)
            info = os.lstat(path)
            content = None
            if os.path.islink(path):
                content = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    content = hashlib.sha256(file.read()).hexdigest()
            found[os.path.relpath(path, folder)] = (info.st_mode, info.st_mtime_ns if content else 0, content)
    return found


class EngineSocket:
    """The engine's archive call, spoken by hand."""

    def __init__(self, path):
        self.path = path
        self.connections = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()

    def archive(self, container, path):
        connection = http.client.HTTPConnection("engine")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(self.path)
        self.connections.append(connection)
        connection.request("GET", f"/v1.41/containers/{container}/archive?path={path}")
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise AssertionError(f"archive of {path}: {answer.status} {body[:200]}")
        return tarfile.open(fileobj=io.BytesIO(body))


class PilothouseTest(unittest.TestCase):
    """A data directory of its own for each test; sandboxes are removed at the end."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="pilothouse-test-")
        self.data = os.path.join(self.folder, "data")

    def tearDown(self):
        try:
            for session in self.sessions():
                self.run_command("remove", str(session["id"]), "--force", check=False)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *arguments, **options):
        return subprocess.Popen([BINARY, *arguments, "--data-dir", self.data], env=environment(**options.pop("env", {})),
                                stdin=options.pop("stdin", subprocess.DEVNULL), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def run_command(self, *arguments, check=True, timeout=240, **options):
        process = self.start(*arguments, **options)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"{arguments} did not end within {timeout} s\n{out}\n{err}")
        if check and process.returncode != 0:
            raise AssertionError(f"{arguments} ended with {process.returncode}\n{out}\n{err}")
        return process.returncode, out, err

    def json(self, *arguments, **options):
        return [json.loads(line) for line in self.run_command(*arguments, "--json", **options)[1].splitlines()]

    def sessions(self):
        return self.json("list")

    def show(self, session):
        return self.json("show", str(session))[0]

    def events(self, session):
        return self.json("log", str(session))

    def engine(self):
        """The socket of the engine that Pilothouse uses."""
        for check in self.json("doctor")[0]["checks"]:
            if check["code"] == "engine" and " on " in check["sentence"]:
                return EngineSocket(check["sentence"].rsplit(" on ", 1)[1].rstrip("."))
        raise AssertionError("doctor names no engine")

    def disk(self, session, path="/workspace"):
        """sha256 of every file in the sandbox's folder, read by the engine."""
        container = self.show(session)["sandbox"]["container"]
        files = {}
        with self.engine() as engine, engine.archive(container, path) as archive:
            for member in archive:
                name = member.name.split("/", 1)[1] if "/" in member.name else ""
                if member.isfile():
                    files[name] = hashlib.sha256(archive.extractfile(member).read()).hexdigest()
        return files

    def assert_gap_free(self, session):
        numbers = [event["seq"] for event in self.events(session)]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        seen = set()
        for event in self.events(session):
            payload = event["payload"]
            if "ch" in payload:
                place = (payload["inc"], payload["ch"], payload["n"])
                self.assertNotIn(place, seen, "a durable message is twice in the log")
                seen.add(place)


def tree_hashes(repository, treeish):
    """sha256 of every file of a commit, by system git."""
    files = {}
    for line in git(repository, "ls-tree", "-r", "-z", treeish).split(b"\0"):
        if line:
            meta, path = line.split(b"\t", 1)
            mode, kind, name = meta.split()
            if kind == b"blob" and mode != b"120000":
                files[path.decode()] = hashlib.sha256(git(repository, "cat-file", "blob", name.decode())).hexdigest()
    return files


def wait_for(condition, seconds=60, what="the condition"):
    """Looks again until it holds; a test's only clock."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {seconds} s")
