"""kill -9 between the steps of a turn; the agent is real, its model the practice model."""

import unittest

from killing import *


class Kill(KillTest):

    def start_run(self):
        return self.start("run", "--approve", "always", PROMPT)

    def assert_recovers_after(self, reached, what):
        self.kill_when(self.start_run(), reached, what)
        code, out, err = self.go_on()
        self.assertEqual(code, 0, out + err)
        self.judge_mended()

    def test_while_the_image_and_the_sandbox_are_made(self):
        self.assert_recovers_after(lambda kinds: PROGRESS in kinds, "the first step")

    def test_between_the_container_and_its_guest(self):
        self.assert_recovers_after(lambda kinds: SANDBOX_CREATED in kinds, "the container")

    def test_before_the_agent_answered_initialize(self):
        self.assert_recovers_after(lambda kinds: AGENT_SENT in kinds, "initialize")

    def test_while_the_model_answers(self):
        self.assert_recovers_after(lambda kinds: kinds.count(MODEL_REQUESTED) > 2, "the model's third request")

    def test_while_a_tool_runs(self):
        self.assert_recovers_after(lambda kinds: kinds.count(APPROVAL_DECIDED) > 1, "the second answer")

    def test_while_a_person_is_asked(self):
        with self.person() as terminal:
            process = self.start("run", PROMPT, stdin=terminal)
            self.kill_when(process, lambda kinds: APPROVAL_REQUESTED in kinds, "the question")
        request = self.show(1)["approvals"][0]["id"]
        self.run_command("approve", "1", request, "--approve", "always")
        self.judge_mended()

    def test_while_it_is_accepted(self):
        self.run_command("run", "--approve", "always", PROMPT)
        process = self.start("accept", "1", "--branch", "mended")
        self.kill_when(process, lambda kinds: ACCEPT_STARTED in kinds, "the accept", may_be_done=True)
        self.run_command("log", "1", "--follow")
        session = wait_for(lambda: self.show(1) if self.show(1)["accepted"] else None, 30, "the accept of another process")
        self.assertEqual(len(session["accepted"]), 1)
        commit = git(session["repository"], "rev-parse", "refs/heads/mended").decode().strip()
        self.assertEqual(session["accepted"][0]["commit"], commit)
        branches = git(session["repository"], "for-each-ref", "--format=%(refname)", "refs/heads").decode().split()
        self.assertEqual(sorted(branches), ["refs/heads/main", "refs/heads/mended"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
