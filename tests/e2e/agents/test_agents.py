"""Agents that misbehave, as a person meets them: the scripted agent in a real sandbox. Each ends with the right exit code
and a clear sentence, nothing is lost, nothing hangs, and the next prompt works where it can. What the log has is compared
with the list that the agent keeps on the sandbox's disk."""

import shutil
import signal
import time
import unittest

from fake_agent import ScriptedAgentTest, write_catalogue
from pilothouse_test import wait_for

DONE, FAILED, CANCELLED = 0, 4, 130
DIED = "The agent's process ended in the middle of the turn. Send another prompt to start it again."
ANOTHER_AGENT = "Check the agent's configuration, or choose another agent."


class MisbehavingAgents(ScriptedAgentTest):

    def play(self, scenario):
        """The first turn of a new session, and then a second one that has to work."""
        code, out, err = self.run_command(*self.new_session("/play " + scenario), "--approve", "always", check=False)
        first = self.show(1)
        self.assertEqual(first["state"], "idle", out + err)
        again, said, err = self.run_command("prompt", "1", "/play chat 2", check=False)
        self.assertEqual(again, DONE, said + err)
        self.assertIn("word 0 word 1", said)
        return code, out, first

    def assert_ends(self, scenario, code, stop_reason, sentence="", in_full=True):
        ended, out, session = self.play(scenario)
        self.assertEqual((ended, session["stopReason"], session["reason"]), (code, stop_reason, sentence))
        if sentence:
            self.assertEqual(out.rstrip().splitlines()[-1], sentence)
        self.assert_log_is_the_ledger(in_full=in_full)
        return out

    def test_garbage_is_kept_and_passed_over(self):
        out = self.assert_ends("garbage", DONE, "end_turn")
        self.assertIn("Sorry about that.", out)
        garbage = [event["payload"]["garbage"] for event in self.events(1) if "garbage" in event["payload"]]
        self.assertIn("panic: runtime error", garbage)
        self.assertIn('{"jsonrpc":"2.0","method":', garbage)

    def test_a_flood_arrives_whole(self):
        out = self.assert_ends("flood 30000", DONE, "end_turn")
        self.assertEqual([line for line in out.splitlines() if line.startswith("update ")],
                         [f"update {number}" for number in range(30000)])

    def test_an_endless_line_is_cut(self):
        self.assert_ends("endless-line 40000", FAILED, "agent_died", DIED, in_full=False)
        cut = [event["payload"] for event in self.events(1) if "garbage" in event["payload"]]
        self.assertEqual(sum(payload["bytes"] for payload in cut), 40000 * 1024)
        self.assertLess(max(len(payload["garbage"]) for payload in cut), 100000)

    def test_an_output_without_end_is_bounded(self):
        code, out, session = self.play("long-output 20000")
        self.assertEqual((code, session["stopReason"]), (DONE, "end_turn"))
        events = self.events(1)
        stored = sum(len(str(event["payload"])) for event in events)
        self.assertLess(stored, 14 << 20, "a call's stored output is bounded: 4 MiB, and what each line needs besides")
        self.assertEqual(self.numbers(events), list(range(1, len(self.numbers(events)) + 1)))

    def numbers(self, events):
        lines = [event["payload"].get("line", {}) for event in events if event["kind"] == "agent_received"]
        return [line["params"]["_meta"]["fake"]["n"] for line in lines if "_meta" in line.get("params", {})]

    def test_an_agent_that_exits_in_a_tool_call(self):
        self.assert_ends("exits", FAILED, "agent_died", DIED, in_full=False)

    def test_an_agent_that_is_killed(self):
        out = self.assert_ends("killed", FAILED, "agent_died", DIED, in_full=False)
        self.assertIn("Goodb", out)

    def test_an_agent_that_dies_while_it_asks(self):
        self.assert_ends("dies-asking", FAILED, "agent_died", DIED, in_full=False)
        self.assertEqual(self.show(1)["approvals"], [])
        code, out, err = self.run_command("approve", "1", "p1", check=False)
        self.assertEqual(code, 1)
        self.assertIn("not open any more", err)

    def test_an_error_is_told_in_the_agents_words(self):
        self.assert_ends("fails", FAILED, "error", "The agent ended the turn with an error: “The model answered 401: no "
                         "key”. Send another prompt to try again.")

    def test_a_login_in_the_middle(self):
        self.assert_ends("needs-login", FAILED, "error", "The agent wants to be signed in, which this model choice does "
                         "not need. Check the agent's configuration.")

    def test_a_refusal_is_an_end(self):
        self.assertIn("I would rather not.", self.assert_ends("refuses", DONE, "refusal"))

    def test_what_the_host_does_not_offer_is_refused(self):
        out = self.assert_ends("host", DONE, "end_turn")
        self.assertEqual(out.count(" -32601"), 7)

    def test_questions_at_once_and_questions_taken_back(self):
        self.assert_ends("ask-many 6", DONE, "end_turn")
        self.run_command("prompt", "1", "/play withdraw", "--approve", "always")
        self.assertEqual(self.show(1)["approvals"], [])
        self.assert_log_is_the_ledger()

    def cancel_silence(self, how):
        process = self.start(*self.new_session("/play silent"))
        wait_for(lambda: self.sessions() and self.sessions()[0]["state"] == "running"
                 and any("agent_thought" in str(event["payload"]) for event in self.events(1)), 60, "the turn")
        began = time.monotonic()
        how(process)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, CANCELLED, out + err)
        self.assertLess(time.monotonic() - began, 30)
        session = self.show(1)
        self.assertEqual((session["state"], session["stopReason"]), ("idle", "cancelled"))
        self.run_command("prompt", "1", "/play chat 2")
        self.assert_log_is_the_ledger(in_full=False)

    def test_an_agent_that_never_answers_is_cancelled(self):
        self.cancel_silence(lambda process: self.run_command("cancel", "1"))

    def test_an_interrupt_cancels_an_agent_that_never_answers(self):
        self.cancel_silence(lambda process: process.send_signal(signal.SIGINT))


class AgentsThatDoNotStart(ScriptedAgentTest):

    def assert_fails(self, start, sentence, patience=60):
        shutil.rmtree(self.agents)
        write_catalogue(self.agents, "--start", start)
        code, out, err = self.run_command(*self.new_session("/play chat 2"), check=False, timeout=patience)
        self.assertEqual(code, FAILED, out + err)
        self.assertEqual(out.rstrip().splitlines()[-1], sentence)
        session = self.show(1)
        self.assertEqual((session["state"], session["reason"]), ("failed", sentence))
        kinds = [event["kind"] for event in self.events(1)]
        self.assertEqual(kinds.count("agent_started"), 1, "it is not started again and again")
        # Mended by the person, the same session goes on with a new process, and the prompt that waited is not lost.
        shutil.rmtree(self.agents)
        write_catalogue(self.agents)
        code, out, err = self.run_command("prompt", "1", "/play chat 3", check=False)
        self.assertEqual(code, DONE, out + err)
        self.assertEqual(self.show(1)["turn"], 2)
        self.assertEqual(out.count("word 1"), 2)
        self.assert_gap_free(1)
        return kinds

    def test_it_exits_at_once(self):
        kinds = self.assert_fails("exits", "The agent ended before it was ready. Its last words are in the transcript.")
        self.assertIn("agent_error_output", kinds)

    def test_it_speaks_another_version(self):
        self.assert_fails("version-2", "The agent refused to open a session: “The agent speaks version 2 of the protocol, "
                          f"not version 1.”. {ANOTHER_AGENT}")

    def test_it_wants_a_login(self):
        self.assert_fails("login", "The agent wants to be signed in, which this model choice does not need. Check the "
                          "agent's configuration.")

    def test_it_opens_no_session(self):
        self.assert_fails("no-session", f"The agent refused to open a session: “No session today”. {ANOTHER_AGENT}")

    def test_garbage_before_the_first_message(self):
        shutil.rmtree(self.agents)
        write_catalogue(self.agents, "--start", "garbage")
        self.run_command(*self.new_session("/play chat 2"))
        self.assert_log_is_the_ledger()


if __name__ == "__main__":
    unittest.main(verbosity=2)
