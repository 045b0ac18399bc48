"""A program in a real sandbox wants to reach a host: the question, its answers from the command line, and what is left
of it when the process that asked is gone. The host does not exist, so an answer of 502 says that it was let out, and one
of 403 that it was not."""

import os
import unittest

from fake_agent import ScriptedAgentTest

WAITING = 3


class Egress(ScriptedAgentTest):

    def said(self):
        text = ""
        for event in self.events(1):
            if event["kind"] == "agent_received":
                update = event["payload"].get("line", {}).get("params", {}).get("update", {})
                if update.get("sessionUpdate") == "agent_message_chunk":
                    text += update["content"]["text"]
        return text

    def kinds(self, kind):
        return [event["payload"] for event in self.events(1) if event["kind"] == kind]

    def ask(self):
        """A turn that stands at its question; no permission for everything inside answers it."""
        code, out, err = self.run_command(
            *self.new_session("/play reach http://nowhere.invalid:8080/a.git", "--approve", "always", "--mode", "inside-is-free"),
            check=False)
        self.assertEqual(code, WAITING, out + err)
        self.assertIn("nowhere.invalid:8080", out + err)
        session = self.show(1)
        self.assertEqual(session["state"], "waiting_approval")
        return session["approvals"]

    def test_a_question_outlives_its_process_and_an_answer_lets_out(self):
        approvals = self.ask()
        self.assertEqual([(one["id"], one["kind"]) for one in approvals], [("e1", "egress")])
        egress = approvals[0]["egress"]
        self.assertEqual((egress["host"], egress["port"], egress["protocol"]), ("nowhere.invalid", 8080, "http"))
        self.assertTrue(egress["path"].startswith("/a.git/"), egress["path"])
        self.assertIn("git", approvals[0]["command"])
        self.assertIn("without encryption", self.run_command("show", "1")[1])
        self.assertEqual(self.kinds("egress_opened"), [])

        self.run_command("approve", "1", "e1", "--for", "session")
        self.assertIn("502", self.said())
        self.assertEqual(self.kinds("approval_decided")[0]["scope"], "session")
        self.assertEqual(self.kinds("egress_refused")[0]["code"], "egress.name_unknown")
        session = self.show(1)
        self.assertEqual((session["state"], session["approvals"]), ("idle", []))
        self.assertEqual(session["network"][0]["host"], "nowhere.invalid")

        # It holds for the session: the next turn asks nobody.
        self.run_command("prompt", "1", "/play reach http://nowhere.invalid:8080/a.git")
        self.assertEqual(len(self.kinds("approval_requested")), 1)
        self.assert_gap_free(1)

    def test_a_question_survives_the_death_of_its_process(self):
        # At a terminal it stands at the question, and is killed there.
        master, slave = os.openpty()
        process = self.start(*self.new_session("/play reach http://nowhere.invalid:8080/a.git"), stdin=slave)
        try:
            asked = next((line for line in process.stdout if line.startswith("?")), "")
            self.assertIn("e1", asked)
        finally:
            process.kill()
            process.communicate()
            os.close(master)
            os.close(slave)
        self.assertEqual(len(self.show(1)["approvals"]), 1)
        self.run_command("approve", "1", "e1")
        self.assertIn("502", self.said(), "the program waited all the time")
        self.assertEqual(len(self.kinds("approval_requested")), 1)
        self.assert_gap_free(1)

    def test_a_denial_reaches_the_program(self):
        self.ask()
        self.run_command("deny", "1", "e1", "--reason", "Use the vendored copy.")
        self.assertIn("403", self.said())
        self.assertEqual(self.kinds("egress_refused")[0]["code"], "egress.denied")
        self.assertEqual(self.kinds("approval_decided")[0]["decision"], "deny")
        self.assertEqual(self.show(1)["approvals"], [])
        # For the turn it was said in; the next one asks again.
        code, out, err = self.run_command("prompt", "1", "/play reach http://nowhere.invalid:8080/a.git", check=False)
        self.assertEqual(code, WAITING, out + err)
        self.assertEqual([one["id"] for one in self.show(1)["approvals"]], ["e2"])
        self.run_command("cancel", "1")
        self.assertEqual(self.show(1)["approvals"], [])
        self.assert_gap_free(1)

    def test_the_boundary_is_closed_from_inside(self):
        self.ask()
        checks = self.json("doctor", "--session", "1")[0]["checks"]
        self.assertEqual([check for check in checks if check["state"] != "ok"], [])
        self.assertGreaterEqual({check["code"] for check in checks},
                                {"boundary.interface", "boundary.raw", "boundary.packet", "boundary.dns",
                                 "boundary.metadata", "boundary.internet", "boundary.host"})


if __name__ == "__main__":
    unittest.main()
