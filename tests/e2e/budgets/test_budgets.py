"""Budgets of a real agent's session: held, asked, killed in between, extended, and what it says it cost."""

import unittest

from pilothouse_test import PilothouseTest, wait_for

PROMPT = "The tests of this repository fail. Find out why and mend it."
WAITING = 3  # the exit code when a question waits


class Budgets(PilothouseTest):

    def question(self):
        approvals = self.show(1)["approvals"]
        self.assertEqual([approval["kind"] for approval in approvals], ["budget"])
        return approvals[0]

    def requests(self):
        return [event for event in self.events(1) if event["kind"] == "model_requested"]

    def test_a_held_request_survives_a_kill_and_goes_out_when_the_budget_is_extended(self):
        self.run_command("budget", "set", "session", "tokens", "100")
        self.assertEqual(self.json("budget", "list")[0]["budgets"][0]["amount"], 100)
        # No permission for everything inside answers for the bill.
        code, out, err = self.run_command("run", "--approve", "always", PROMPT, check=False)
        self.assertEqual(code, WAITING, out + err)
        asked = self.question()
        self.assertEqual(self.requests(), [], "nothing went out")

        # Another process takes over and is killed with the request held.
        follower = self.start("log", "1", "--follow")
        wait_for(lambda: follower.poll() is not None or self.question(), 60, "the question after a restart")
        follower.kill()
        follower.communicate()
        self.assertEqual(self.question()["id"], asked["id"])

        self.run_command("approve", "1", asked["id"], "--extend", "50M", "--approve", "always")
        session = self.show(1)
        self.assertEqual((session["state"], session["approvals"]), ("idle", []))
        answered = [event["payload"] for event in self.events(1) if event["kind"] == "model_answered"]
        self.assertEqual(len(answered), len(self.requests()))
        counted = sum(each["usage"]["prompt"] + each["usage"]["completion"] for each in answered)
        usage = self.json("usage", "--by", "session")[0]["sums"]
        self.assertEqual([(each["key"], each["tokens"]) for each in usage], [("1", counted)])
        lines = self.run_command("usage", "--csv")[1].splitlines()
        self.assertEqual(len(lines), 1 + len(answered))
        self.assert_gap_free(1)

    def test_stopping_refuses_the_request_and_ends_the_turn(self):
        self.run_command("budget", "set", "session", "tokens", "100")
        code, out, err = self.run_command("run", "--approve", "always", PROMPT, check=False)
        self.assertEqual(code, WAITING, out + err)
        self.run_command("approve", "1", self.question()["id"], "--stop", check=False)
        wait_for(lambda: self.show(1)["state"] == "idle", 60, "the end of the turn")
        self.assertEqual(self.requests(), [])
        self.assertEqual(self.show(1)["approvals"], [])


if __name__ == "__main__":
    unittest.main()
