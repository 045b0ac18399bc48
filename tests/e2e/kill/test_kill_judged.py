"""kill -9 between each two steps of a turn of the scripted agent, and behind commits that were not acknowledged."""

import unittest

from judged import JudgedKillTest
from killing import APPROVAL_DECIDED, APPROVAL_REQUESTED
from pilothouse_test import wait_for


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

    def test_an_answer_that_did_not_get_out_goes_before_one_that_is_given_while_the_link_is_made(self):
        with self.person() as terminal:
            process = self.start(*self.new_session("/play ask-many 2"), stdin=terminal)
            self.kill_when(process, lambda kinds: kinds.count(APPROVAL_REQUESTED) == 2, "both questions")
        first, second = (approval["id"] for approval in self.show(1)["approvals"])
        self.proxy.hold()
        with self.person() as terminal:
            process = self.start("approve", "1", first, stdin=terminal)
            self.kill_when(process, lambda kinds: APPROVAL_DECIDED in kinds, "the first decision")
        # A process that stays, with another session. In it the first one's link is being made when the second answer comes.
        links = self.proxy.links
        stays = self.start(*self.new_session("/play silent"))
        wait_for(lambda: self.proxy.links > links, 60, "the other session's link")
        self.run_command("resume", "1")
        wait_for(lambda: self.proxy.links > links + 1, 60, "the session's link")
        process = self.start("approve", "1", second)
        wait_for(lambda: self.kinds().count(APPROVAL_DECIDED) == 2, 60, "the second decision")
        self.proxy.release()
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, out + err)
        self.kill(stays)
        self.assertEqual(self.show(1)["stopReason"], "end_turn")
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
