"""kill -9 between each two steps of a turn of the scripted agent, and behind commits that were not acknowledged."""

import unittest

from judged import JudgedKillTest
from killing import APPROVAL_DECIDED, APPROVAL_REQUESTED


class KillBetweenSteps(JudgedKillTest):

    def test_between_each_two_steps_of_a_turn(self):
        self.finish(self.start_session("/play chat 1"))
        before = len(self.kinds())
        self.finish(self.start_prompt("/play work 1"))
        steps = len(self.kinds()) - before
        self.assertGreater(steps, 20)
        for step in range(1, steps):
            with self.subTest(step=step):
                before = len(self.kinds())
                self.kill_at(self.start_prompt("/play work 1"), before + step)
                self.go_on_to_the_end()
        self.judge_by_the_lists()
        self.assertEqual(self.show(1)["turn"], steps + 1)

    def test_an_answer_that_did_not_get_out_before_one_that_is_given_at_once(self):
        with self.person() as terminal:
            process = self.start(*self.new_session("/play ask-many 2"), stdin=terminal)
            self.kill_when(process, lambda kinds: kinds.count(APPROVAL_REQUESTED) == 2, "both questions")
        first, second = (approval["id"] for approval in self.show(1)["approvals"])
        self.proxy.hold()
        with self.person() as terminal:
            process = self.start("approve", "1", first, stdin=terminal)
            self.kill_when(process, lambda kinds: APPROVAL_DECIDED in kinds, "the first decision")
        self.proxy.release()
        code, out, err = self.run_command("approve", "1", second, timeout=60, check=False)
        self.assertEqual(code, 0, out + err)
        self.assert_log_is_the_ledger()

    def test_behind_commits_that_were_not_acknowledged(self):
        self.finish(self.start_session("/play chat 1"))
        unacknowledged = 0
        for number in range(6):
            before = len(self.kinds())
            unacknowledged += self.kill_unacknowledged(self.start_prompt("/play work 2"), before + 3 + 5 * number)
            self.go_on_to_the_end()
        self.assertGreaterEqual(unacknowledged, 4)
        self.judge_by_the_lists()


if __name__ == "__main__":
    unittest.main(verbosity=2)
