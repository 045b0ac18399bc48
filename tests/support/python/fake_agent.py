"""The scripted agent inside real sandboxes: its catalogue entry, the ledger that it keeps on the sandbox's disk, and the
comparison of that ledger with Pilothouse's log."""

import base64
import gzip
import hashlib
import io
import json
import os
import platform
import tarfile

from pilothouse_test import PilothouseTest, git

AGENT = os.environ["PILOTHOUSE_FAKE_AGENT"]
LEDGER = "/home/agent/ledger"

# What the scenario "garbage" writes besides, and what can be read as JSON of it.
PAST_THE_LEDGER = [{}, {"id": 7}, {"jsonrpc": "2.0", "id": 999, "result": {}}]


def write_catalogue(folder, *arguments):
    """A catalogue of one entry, "scripted", started with these arguments. The archive has the same bytes each time, so
    that its image is built once."""
    os.makedirs(folder)
    packed = io.BytesIO()
    with open(AGENT, "rb") as file:
        program = file.read()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=1) as compressed:
        with tarfile.open(fileobj=compressed, mode="w") as archive:
            member = tarfile.TarInfo("scripted")
            member.size = len(program)
            archive.addfile(member, io.BytesIO(program))
    with open(os.path.join(folder, "scripted.tgz"), "wb") as file:
        file.write(packed.getvalue())
    entry = {
        "schema": 1, "id": "scripted", "name": "Scripted agent", "version": "1.0.0", "licence": "Apache-2.0",
        "homepage": "https://example.org", "protocol": "acp-1",
        "packages": [{
            "architecture": {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()], "source": "file",
            "path": "scripted.tgz", "version": "1.0.0", "size": len(packed.getvalue()),
            "unpackedSize": len(program) + 65536,
            "integrity": "sha512-" + base64.b64encode(hashlib.sha512(packed.getvalue()).digest()).decode(),
        }],
        "files": [{"from": "scripted", "to": "/usr/local/bin/scripted", "executable": True}],
        "start": {"command": ["/usr/local/bin/scripted", "--ledger", LEDGER, *arguments], "environment": {}},
        "configuration": {"variable": "FAKE_AGENT_CONFIG", "template": {"url": "{url}"},
                          "modes": {"ask-each": {}, "inside-is-free": {}}},
    }
    with open(os.path.join(folder, "scripted.json"), "w") as file:
        json.dump(entry, file)


class ScriptedAgentTest(PilothouseTest):

    arguments = ()  # what the agent is started with

    def setUp(self):
        super().setUp()
        self.agents = os.path.join(self.folder, "agents")
        write_catalogue(self.agents, *self.arguments)
        self.repository = os.path.join(self.folder, "repository")
        os.makedirs(self.repository)
        git(self.repository, "init", "-q", "-b", "main")
        with open(os.path.join(self.repository, "README.md"), "w") as file:
            file.write("hello\n")
        git(self.repository, "add", ".")
        git(self.repository, "commit", "-q", "-m", "Say hello")

    def start(self, *arguments, env=None, **options):
        return super().start(*arguments, env={"PILOTHOUSE_AGENTS": self.agents, **(env or {})}, **options)

    def new_session(self, prompt, *more):
        """The words of the command line that starts a session with the scripted agent."""
        return ("run", "--agent", "scripted", "--repo", self.repository, *more, prompt)

    def ledger(self, session=1):
        """The agent's own list, read from the sandbox's disk by the engine: pairs of a letter and the rest."""
        container = self.show(session)["sandbox"]["container"]
        with self.engine() as engine, engine.archive(container, LEDGER) as archive:
            text = archive.extractfile(archive.next()).read().decode()
        self.assertTrue(text.endswith("\n"))
        return [tuple(line.split(" ", 1)) for line in text[:-1].split("\n")]

    def assert_log_is_the_ledger(self, session=1, in_full=True):
        """Every line that the agent sent is in the log once and in order, and every line that the log sent reached the
        agent once and in order. `in_full`: the agent ended nothing in the middle of a line, and read all that it was
        sent."""
        ledger = self.ledger(session)
        events = self.events(session)
        said = [json.loads(rest.split(" ", 1)[1] if letter == "S" else rest) for letter, rest in ledger if letter in "SA"]
        received = [event["payload"]["line"] for event in events
                    if event["kind"] == "agent_received" and "line" in event["payload"]]
        numbers = [line["params"]["_meta"]["fake"]["n"] for line in received if "_meta" in line.get("params", {})]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)), "the agent's own numbers have no gap")
        self.assertEqual([line for line in received if line not in PAST_THE_LEDGER], said)
        sent = [event["payload"]["line"] for event in events if event["kind"] == "agent_sent"]
        heard = [json.loads(rest) for letter, rest in ledger if letter == "R"]
        self.assertEqual(heard, sent if in_full else sent[:len(heard)])
        self.assert_gap_free(session)
        return ledger
