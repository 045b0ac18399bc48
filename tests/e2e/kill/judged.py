"""Kills of a session whose agent and whose model provider keep their own lists: what Pilothouse has is compared with both."""

import os

from engine_proxy import EngineProxy
from fake_agent import ScriptedAgentTest
from killing import AGENT_RECEIVED, KillTest
from model_server import ModelServer, answer_to
from pilothouse_test import tree_hashes, wait_for

import hashlib


class JudgedKillTest(KillTest, ScriptedAgentTest):

    arguments = ("--pause-ms", "10")

    def setUp(self):
        super().setUp()
        self.proxy = None
        self.kills = 0
        self.model = ModelServer()
        self.addCleanup(self.model.close)
        with self.engine() as engine:
            self.proxy = EngineProxy(os.path.join(self.folder, "engine.sock"), engine.path)

    def tearDown(self):
        self.proxy.release()
        super().tearDown()
        self.proxy.close()

    def start(self, *arguments, env=None, **options):
        env = dict(env or {})
        if self.proxy:
            env["PILOTHOUSE_ENGINE"] = self.proxy.path
        return super().start(*arguments, env=env, **options)

    def start_session(self, prompt):
        return self.start(*self.new_session(prompt, "--model", "test/scripted", "--model-url", self.model.url),
                          "--approve", "always")

    def start_prompt(self, prompt):
        return self.start("prompt", "1", prompt, "--approve", "always")

    def finish(self, process):
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, out + err)

    def kill_at(self, process, count):
        """As soon as the log has so many events, or before if the process ends by itself."""
        wait_for(lambda: process.poll() is not None or len(self.kinds()) >= count, 120, f"event {count}")
        self.kill(process)
        self.kills += 1

    def kill_unacknowledged(self, process, count):
        """Behind a commit whose acknowledgement did not get out: from event `count` on nothing reaches the guest, and when
        the agent said more and it was committed, the process dies. False where it ended before."""
        try:
            while True:
                wait_for(lambda: process.poll() is not None or len(self.kinds()) >= count, 120, f"event {count}")
                if process.poll() is not None:
                    return False
                self.proxy.hold()
                heard = self.kinds().count(AGENT_RECEIVED)
                try:
                    wait_for(lambda: self.kinds().count(AGENT_RECEIVED) > heard, 1, "another line")
                    return process.poll() is None
                except AssertionError:
                    # The agent waits for something that is held back.
                    self.proxy.release()
                    count = len(self.kinds()) + 1
        finally:
            self.kill(process)
            self.kills += 1
            self.proxy.release()

    def go_on_to_the_end(self):
        code, out, err = self.go_on()
        self.assertEqual(code, 0, out + err)

    def judge_by_the_lists(self):
        """Log, transcript and tree equal the agent's and the provider's own lists."""
        session = self.show(1)
        self.assertEqual((session["state"], session["stopReason"]), ("idle", "end_turn"), session["reason"])
        ledger = self.assert_log_is_the_ledger()
        events = self.events(1)
        self.assertEqual([event for event in events if event["kind"] == "sandbox_lost"], [])

        asked = [rest for letter, rest in ledger if letter == "Q"]
        answers = [tuple(rest.split("\t")) for letter, rest in ledger if letter == "M"]
        self.assertEqual(len({question for question, _ in answers}), len(answers), "one answer to a question")
        self.assertEqual({question for question, _ in answers}, set(asked))
        self.assertEqual([answer.strip() for _, answer in answers], [answer_to(question) for question, _ in answers])
        self.assertLessEqual({question for question, _ in answers}, set(self.model.answered))
        self.assertEqual(set(self.model.asked), set(asked))
        attempts = [event["payload"]["attempt"] for event in events if event["kind"] == "model_requested"]
        self.assertEqual(attempts, list(range(1, len(attempts) + 1)))
        self.assertLessEqual(len(self.model.asked), len(attempts), "each attempt is in the log before it goes out")
        self.assertLessEqual(len(attempts) - len(self.model.asked), self.kills)
        ended = [event["payload"]["attempt"] for event in events if event["kind"] == "model_answered"]
        self.assertEqual(len(ended), len(set(ended)))
        complete = [event for event in events if event["kind"] == "model_answered" and event["payload"]["complete"]]
        self.assertLessEqual(len(complete), len(self.model.answered))

        said = [answer + "\n" for _, answer in answers]
        work = hashlib.sha256("".join(said).encode()).hexdigest()
        disk = self.disk(1)
        self.assertEqual(disk["work.txt"], work)
        objects = os.path.join(self.data, "sessions", "1", "objects.git")
        self.assertEqual({path: value for path, value in disk.items() if not path.startswith(".git/")},
                         tree_hashes(objects, session["snapshots"][-1]["commit"]))
        shown = self.run_command("log", "1")[1].splitlines()
        self.assertEqual([line for line in shown if line.startswith("the answer to ")], [line.rstrip("\n") for line in said])
