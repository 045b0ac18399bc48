"""Killing Pilothouse at a moment of its log, going on with another process, and judging what came out."""

import contextlib
import os
import pty
import signal
import sqlite3

from pilothouse_test import PilothouseTest, git, tree_hashes, wait_for

PROMPT = "The tests of this repository fail. Find out why and mend it."

# The numbers of kinds in the log (runner/store/event.h).
TURN_STARTED, TURN_ENDED, AGENT_SENT, AGENT_RECEIVED, AGENT_STARTED = 10, 11, 20, 21, 24
APPROVAL_REQUESTED, APPROVAL_DECIDED = 30, 31
SANDBOX_CREATED, SANDBOX_READY, PROGRESS, SNAPSHOT_TAKEN = 40, 41, 44, 50
MODEL_REQUESTED, MODEL_ANSWERED, ACCEPT_STARTED, ACCEPTED = 60, 61, 71, 70


class KillTest(PilothouseTest):

    def kinds(self):
        """The kinds in the log now, read beside the process that writes it."""
        path = os.path.join(self.data, "store", "events.db")
        if not os.path.exists(path):
            return []
        try:
            base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)
            try:
                return [row[0] for row in base.execute("SELECT kind FROM event WHERE session = 1 ORDER BY seq")]
            finally:
                base.close()
        except sqlite3.OperationalError:
            return []

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def kill_when(self, process, reached, what, may_be_done=False):
        """`may_be_done`: the step takes milliseconds, so the process may have done it before the kill."""
        def look():
            if process.poll() is not None:
                out, err = process.communicate()
                if may_be_done and process.returncode == 0:
                    return True
                raise AssertionError(f"it ended before {what}:\n{out}\n{err}")
            return reached(self.kinds())
        wait_for(look, 120, what)
        if process.returncode is None:
            self.kill(process)

    @contextlib.contextmanager
    def person(self):
        """A terminal at which somebody sits who does not answer; without one a command ends at a question."""
        ours, theirs = pty.openpty()
        try:
            yield theirs
        finally:
            os.close(theirs)
            os.close(ours)

    def go_on(self):
        """Another process follows the turn to its end."""
        return self.run_command("log", "1", "--follow", "--approve", "always", check=False)

    def judge(self, stop_reasons=("end_turn",)):
        session = self.show(1)
        self.assertEqual(session["state"], "idle", session)
        self.assertIn(session["stopReason"], stop_reasons)
        self.assert_gap_free(1)
        events = self.events(1)
        attempts = [event["payload"]["attempt"] for event in events if event["kind"] == "model_requested"]
        self.assertEqual(attempts, sorted(set(attempts)), "an attempt was recorded twice")
        sent = [event["payload"]["line"] for event in events if event["kind"] == "agent_sent"]
        self.assertEqual(sum(line.get("method") == "initialize" for line in sent),
                         sum(event["kind"] == "agent_started" for event in events), "one initialize a process")
        ids = [line["id"] for line in sent if "method" in line and "id" in line]
        self.assertEqual(len(ids), len(set(ids)), "a request id was used twice")
        # Disk and snapshot, by the engine and system git.
        objects = os.path.join(self.data, "sessions", "1", "objects.git")
        disk = {path: value for path, value in self.disk(1).items() if not path.startswith(".git/")}
        self.assertEqual(disk, tree_hashes(objects, session["snapshots"][-1]["commit"]))
        return session

    def judge_mended(self):
        session = self.judge()
        commit = self.json("accept", "1", "--branch", "mended")[0]["commit"]
        checkout = os.path.join(self.folder, "checkout")
        git(session["repository"], "worktree", "add", checkout, commit)
        self.assertEqual(os.system(f"cd '{checkout}' && sh tests/run.sh >/dev/null 2>&1"), 0)
