"""What a person may meet on the way: each is one clear sentence that says what to do, or simply works; nothing is lost
and nothing hangs."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import unittest

from engine_api import EngineApi, base_layer, tar_of
from pilothouse_test import BINARY, PilothouseTest, environment, everything_below, git, tree_hashes, wait_for

NOTE = "Leave a note."  # the practice model writes one file where it does not know the repository


class BadInputTest(PilothouseTest):

    def repository(self, name, files=None, commit=True):
        path = os.path.join(self.folder, name)
        os.makedirs(path)
        git(path, "init", "-q", "-b", "main")
        for file, content in (files or {"README.md": b"hello\n"}).items():
            full = os.path.join(path, file)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as out:
                out.write(content)
        if commit:
            git(path, "add", ".")
            git(path, "commit", "-q", "-m", "Begin")
        return path

    def assert_fails(self, arguments, *words, code=1, **options):
        """It ends by itself with this code, and its last sentence has the words."""
        returned, out, err = self.run_command(*arguments, check=False, timeout=120, **options)
        self.assertEqual(returned, code, out + err)
        said = err.splitlines()[0] if code == 1 else out.splitlines()[-1]
        for word in words:
            self.assertIn(word, said, out + err)
        return said

    def assert_works(self, repository, *more, session=1, accepts_in=None):
        """A whole session: nothing of the repository changes before Accept, the disk is the snapshot, and the commit
        is the base and the note."""
        before = everything_below(repository)
        self.run_command("run", "--repo", repository, "--approve", "always", *more, NOTE)
        self.assertEqual(everything_below(repository), before)
        shown = self.show(session)
        self.assertEqual((shown["state"], shown["stopReason"], shown["files"]), ("idle", "end_turn", 1))
        disk = {path: value for path, value in self.disk(session).items() if not path.startswith(".git/")}
        branch = f"note-{session}"
        commit = self.json("accept", str(session), "--branch", branch)[0]["commit"]
        self.assertEqual(git(repository, "rev-parse", branch).decode().strip(), commit)
        self.assertEqual(git(repository, "rev-parse", branch + "^").decode().strip(), shown["head"])
        self.assertEqual(tree_hashes(repository, commit), disk)
        names = git(repository, "diff", "--name-status", "-z", branch + "^", branch).decode().split("\0")
        self.assertEqual(names[0], "A")
        git(repository, "fsck", "--strict", "--no-dangling")
        self.assert_gap_free(session)
        return commit


class Repositories(BadInputTest):

    def test_no_repository(self):
        os.makedirs(os.path.join(self.folder, "nothing"))
        for path in ("nothing", "missing"):
            self.assert_fails(["run", "--repo", os.path.join(self.folder, path), NOTE], "no git repository", "git init")

    def test_no_commits(self):
        repository = self.repository("fresh", commit=False)
        self.assert_fails(["run", "--repo", repository, NOTE], "no commit yet", "Make a first commit")
        bare = os.path.join(self.folder, "bare.git")
        git(self.folder, "init", "-q", "--bare", bare)
        self.assert_fails(["run", "--repo", bare, NOTE], "no commit yet")
        self.assertEqual(self.sessions(), [])

    def test_a_revision_that_is_not_there(self):
        repository = self.repository("r")
        self.assert_fails(["run", "--repo", repository, "--base", "no-such-branch", NOTE], "no-such-branch")

    def test_a_bare_repository(self):
        source = self.repository("source")
        bare = os.path.join(self.folder, "bare.git")
        git(self.folder, "clone", "-q", "--bare", source, bare)
        self.assert_works(bare)

    def test_a_linked_worktree_in_the_middle_of_a_rebase(self):
        main = self.repository("main tree", {"a": b"1\n"})
        linked = os.path.join(self.folder, "linked tree")
        git(main, "worktree", "add", "-q", "-b", "side", linked)
        for where, text in ((main, "main\n"), (linked, "side\n")):
            with open(os.path.join(where, "a"), "w") as file:
                file.write(text)
            git(where, "commit", "-q", "-am", text)
        with self.assertRaises(subprocess.CalledProcessError):
            git(linked, "rebase", "main")
        status = git(linked, "status")
        # Its uncommitted state has no tree; its last commit has.
        self.assert_fails(["run", "--repo", linked, "--with-uncommitted", NOTE], "conflicts", "git add", code=4)
        self.assert_works(linked, session=2)
        self.assertEqual(git(linked, "status"), status, "the rebase is where it was")
        git(linked, "rebase", "--abort")

    def test_strange_names_a_link_out_of_the_tree_and_a_large_file(self):
        strange = ["with space", "new\nline", "tab\there", "quote'\"", "ümlaut/日本語", "-dash", "back`tick$(x)", "*?["]
        files = {f"names/{name}": name.encode() for name in strange}
        block = bytes(range(256)) * 4096
        files["large.bin"] = b"".join(block[i:] + block[:i] for i in range(100))
        self.assertEqual(len(files["large.bin"]), 100 * 1024 * 1024)
        repository = self.repository("a répo with\nbreaks", files, commit=False)
        secret = os.path.join(self.folder, "secret")
        with open(secret, "w") as file:
            file.write("must not come along\n")
        os.symlink("../secret", os.path.join(repository, "out"))
        os.symlink(secret, os.path.join(repository, "absolute"))
        git(repository, "add", ".")
        git(repository, "commit", "-q", "-m", "Begin")
        commit = self.assert_works(repository)
        self.assertEqual(git(repository, "ls-tree", commit, "out", "absolute").split()[0::4], [b"120000", b"120000"])
        with self.engine() as engine, engine.archive(self.show(1)["sandbox"]["container"], "/workspace") as archive:
            links = {member.name.split("/")[-1]: member.linkname for member in archive if member.issym()}
        self.assertEqual(links, {"out": "../secret", "absolute": secret}, "a link stays a link")


class Engines(BadInputTest):

    def test_no_engine(self):
        repository = self.repository("r")
        nowhere = {"PILOTHOUSE_ENGINE": os.path.join(self.folder, "no.sock")}
        said = self.assert_fails(["run", "--repo", repository, NOTE], "No container engine", "no.sock", code=4, env=nowhere)
        self.assertIn("Start it", said)
        code, out, err = self.run_command("doctor", check=False, env=nowhere)
        self.assertEqual(code, 4)
        self.assertIn("No container engine", out)
        # Nothing is lost: with an engine the prompt that waits is worked on.
        self.assertEqual([one["text"] for one in self.show(1)["queue"]], [NOTE])
        self.run_command("prompt", "1", "And once more.", "--approve", "always")
        session = self.show(1)
        self.assertEqual((session["state"], session["turn"], session["queue"]), ("idle", 2, []))

    def test_no_permission_on_the_socket(self):
        path = os.path.join(self.folder, "engine.sock")
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as listening:
            listening.bind(path)
            listening.listen()
            os.chmod(path, 0)
            # Another user's is not ours to open.
            arguments = [BINARY, "doctor", "--data-dir", os.path.join(self.folder, "theirs")]
            options = {}
            if os.geteuid() == 0:
                # No permission means nothing to root, so it is somebody else who asks.
                os.chmod(self.folder, 0o777)
                program = os.path.join(self.folder, "pilothouse")
                shutil.copy(BINARY, program)
                arguments[0] = program
                options = {"user": 65534, "group": 65534, "extra_groups": []}
            env = environment(PILOTHOUSE_ENGINE=path, HOME=self.folder, XDG_RUNTIME_DIR=self.folder)
            done = subprocess.run(arguments, env=env, capture_output=True, text=True, timeout=60, **options)
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        lines = done.stdout.splitlines()
        place = next(i for i, line in enumerate(lines) if "engine.sock" in line)
        self.assertIn("You may not use the container engine", lines[place])
        self.assertIn("mend it with: sudo usermod", lines[place + 1])


class Images(BadInputTest):

    def api(self):
        return EngineApi(self.engine().path)

    def test_an_image_without_git(self):
        repository = self.repository("r")
        api = self.api()
        name = "localhost/pilothouse-test/no-git:1"
        api.load_image(name, tar_of({"bin/sh": b"#!/nothing\n"}), {})
        try:
            words = [name, "no git", "Install git in it"]
            self.assert_fails(["run", "--repo", repository, "--image", name, NOTE], *words, code=4)
            code, out, err = self.run_command("doctor", "--image", name, check=False)
            self.assertEqual(code, 4, out + err)
            self.assertIn(f"✗ The image {name} has no git", out)
            self.assertEqual(api.containers_from(name), [], "what looked into the image is gone")
        finally:
            api.call("DELETE", f"/images/{name}?force=1")

    def test_an_image_that_is_not_there(self):
        repository = self.repository("r")
        self.assert_fails(["run", "--repo", repository, "--image", "localhost/none:1", NOTE],
                          "localhost/none:1", "Load it first", code=4)

    def test_an_image_of_ones_own_carries_a_session(self):
        self.run_command("doctor")
        repository = self.repository("r")
        # Once with our image, which leaves the base of it in the cache.
        self.run_command("run", "--repo", repository, "--approve", "never", NOTE, check=False)
        api = self.api()
        name = "localhost/pilothouse-test/own:1"
        # It has what must not reach what runs in a sandbox, and users of its own.
        api.load_image(name, base_layer(), {
            "Env": ["PATH=/evil", "LD_PRELOAD=/evil.so", "GIT_DIR=/evil"], "Entrypoint": ["/bin/false"], "User": "0",
            "Volumes": {"/srv": {}}})
        try:
            self.assertEqual(self.run_command("doctor", "--image", name)[0], 0)
            self.assert_works(repository, "--image", name, session=2)
            stacked = self.show(2)["sandbox"]["image"]
            with self.engine() as engine, engine.archive(self.show(2)["sandbox"]["container"], "/etc/passwd") as archive:
                users = archive.extractfile(archive.next()).read().decode().splitlines()
            self.assertEqual(users[0], "agent:x:1000:1000:agent:/home/agent:/bin/sh")
            self.run_command("remove", "2", "--force")
            self.assertTrue(api.has_image(name), "the person's image stays")
            self.assertFalse(api.has_image(stacked), "what was stacked on it goes with its last session")
        finally:
            api.call("DELETE", f"/images/{name}?force=1")


class FullDisks(BadInputTest):

    def setUp(self):
        super().setUp()
        self.assertEqual(os.geteuid(), 0, "a small disk that the engine sees, too, can be mounted only by root: run as root")

    @contextlib.contextmanager
    def small_disk(self, path, megabytes):
        os.makedirs(path, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", path], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", path], check=True)

    def fill(self, path):
        with open(os.path.join(path, "ballast"), "ab", buffering=0) as file:
            size = 1 << 20
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2

    def events_now(self):
        """The kinds in the log, read beside the process that writes it."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data}/store/events.db?mode=ro", uri=True, timeout=5)) as base:
            if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone():
                return []
            return [row[0] for row in base.execute("SELECT kind FROM event WHERE session = 1 ORDER BY seq")]

    def test_of_the_data_directory(self):
        """The log stops, says so at once, and goes on by itself when there is room."""
        repository = self.repository("r")
        with self.small_disk(self.data, 1024):
            process = self.start("run", "--repo", repository, "--approve", "always", NOTE)
            try:
                model_requested = 60
                wait_for(lambda: os.path.exists(f"{self.data}/store/events.db") and model_requested in self.events_now(),
                         120, "the model's first request")
                self.fill(self.data)
                said = process.stderr.readline()
                self.assertIn("no room", said)
                stopped = self.events_now()
                with self.assertRaises(AssertionError, msg="it waits, and nothing is recorded meanwhile"):
                    wait_for(lambda: process.poll() is not None or self.events_now() != stopped, 2)
                os.remove(os.path.join(self.data, "ballast"))
                self.assertIn("goes on", process.stderr.readline())
                out, err = process.communicate(timeout=120)
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    process.communicate()
            self.assertEqual(process.returncode, 0, out + err)
            session = self.show(1)
            self.assertEqual((session["state"], session["stopReason"], session["files"]), ("idle", "end_turn", 1))
            disk = {path: value for path, value in self.disk(1).items() if not path.startswith(".git/")}
            objects = os.path.join(self.data, "sessions", "1", "objects.git")
            self.assertEqual(disk, tree_hashes(objects, session["snapshots"][-1]["commit"]))
            self.assert_gap_free(1)
            self.run_command("remove", "1", "--force")

    def test_of_the_sandbox(self):
        """What the agent writes fails, as it would anywhere; a notice says why, and the session goes on afterwards."""
        repository = self.repository("r")
        disk = os.path.join(self.folder, "engine's disk")
        with self.small_disk(disk, 900):
            self.extra = {"PILOTHOUSE_ENGINE_ROOT": os.path.join(disk, "engine")}
            code, out, err = self.run_command("run", "--repo", repository, NOTE, check=False, env=self.extra)
            self.assertEqual(code, 3, out + err)
            self.fill(disk)
            request = self.show(1)["approvals"][0]["id"]
            code, out, err = self.run_command("approve", "1", request, "--approve", "always", check=False, env=self.extra)
            # Whether the agent got so far, or the engine itself could not go on, one sentence says that a disk is full.
            self.assertIn(code, (0, 4), out + err)
            self.assertRegex(out + err, "(disk|device|room|space)")
            os.remove(os.path.join(disk, "ballast"))
            self.run_command("prompt", "1", NOTE, "--approve", "always", env=self.extra)
            session = self.show(1)
            self.assertEqual((session["state"], session["stopReason"]), ("idle", "end_turn"))
            self.assertGreaterEqual(session["files"], 1)
            self.assert_gap_free(1)
            self.run_command("remove", "1", "--force", env=self.extra)


if __name__ == "__main__":
    unittest.main(verbosity=2)
