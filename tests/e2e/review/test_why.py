"""Where lines come from, in a real sandbox: commands that write at the same time, edits that say what they do, and a
process that goes on writing behind its command. The judge is the agent's own ledger."""

import os
import unittest

from fake_agent import ScriptedAgentTest
from pilothouse_test import git


class Why(ScriptedAgentTest):

    def files(self):
        """The lines of each file of the latest snapshot, by system git."""
        objects = os.path.join(self.data, "sessions", "1", "objects.git")
        snapshot = self.show(1)["snapshots"][-1]["commit"]
        names = git(objects, "ls-tree", "-r", "-z", "--name-only", snapshot).split(b"\0")
        return {name.decode(): git(objects, "cat-file", "blob", f"{snapshot}:{name.decode()}").decode().splitlines()
                for name in names if name}

    def why(self, place, *options):
        return self.json("why", "1", place, *options)[0]

    def assert_true_or_unknown(self, answer, call, how):
        """What is said of a line that `call` wrote holds."""
        named = [one["id"] for one in answer["calls"]]
        told = f"{answer['path']}:{answer['line']} {answer['text']!r} by {call} ({how}): {answer}"
        if answer["kind"] == "by":
            self.assertEqual((named, how), ([call], "stated"), told)
        elif answer["kind"] == "during":
            self.assertTrue(call in named or (how == "left" and answer["othersMay"]), told)
        elif answer["kind"] == "between":
            self.assertTrue(how == "left" and answer["othersMay"], told)
        else:
            self.assertEqual(answer["kind"], "unknown", told)

    def test_every_line_is_its_writers_or_unknown(self):
        self.run_command(*self.new_session("/play writers 3"))
        self.run_command("prompt", "1", "/play writers 3")
        self.run_command("prompt", "1", "/play shell\nsleep 4\nsed -i 1d quiet.txt")
        ledger = [rest.split(" ", 2) for letter, rest in self.ledger() if letter == "W"]
        writers = {text: (call, how) for call, how, text in ledger}
        self.assertEqual(len(writers), len(ledger), "no two lines are the same")
        kinds = {}
        for path, lines in self.files().items():
            for number, text in enumerate(lines, 1):
                if text not in writers:
                    continue
                call, how = writers[text]
                answer = self.why(f"{path}:{number}")
                self.assertEqual(answer["text"], text)
                self.assert_true_or_unknown(answer, call, how)
                kinds.setdefault(how, []).append((answer["kind"], [one["id"] for one in answer["calls"]], call, answer))
        # Right would be to say nothing, too: enough is said.
        for kind, named, call, answer in kinds["quiet"]:
            self.assertEqual((kind, named), ("during", [call]), answer)
            self.assertEqual(len(answer["turns"]), 1)
            self.assertIn("/play writers", answer["prompt"])
            self.assertTrue(answer["words"].startswith("Now "), answer)
        stated = [kind for kind, *_ in kinds["stated"]]
        self.assertGreaterEqual(stated.count("by") * 2, len(stated), stated)
        everything = [kind for found in kinds.values() for kind, *_ in found]
        self.assertGreater(len(everything), 60)
        self.assertLess(everything.count("unknown") * 10, len(everything), kinds)
        candidates = [len(named) for found in kinds.values() for _, named, *_ in found]
        self.assertLess(sum(candidates), 4 * len(candidates), candidates)

    def test_what_a_person_put_back_is_theirs(self):
        self.run_command(*self.new_session("/play shell\nprintf 'a\\n' >> README.md"))
        before = self.show(1)["snapshots"][-1]["commit"]
        self.run_command("prompt", "1", "/play shell\nprintf 'b\\n' > README.md")
        self.run_command("restore", "1", before)
        self.assertEqual(self.files()["README.md"], ["hello", "a"])
        self.assertEqual(self.why("README.md:2")["kind"], "restored")

    def test_what_nobody_knows_is_not_made_up(self):
        self.run_command(*self.new_session("/play shell\nprintf 'a\\n' >> README.md"))
        self.assertEqual(self.why("README.md:1")["kind"], "base")
        self.assertEqual(self.why("README.md:2")["kind"], "during")
        for place in ("README.md:3", "nothing.txt:1", "README.md", "README.md:0"):
            self.assertNotEqual(self.run_command("why", "1", place, check=False)[0], 0, place)
        said = self.run_command("why", "1", "README.md:2")[1]
        self.assertIn("printf", said)
        # What was accepted says where it comes from, to whoever asks git for it.
        self.assertNotEqual(self.run_command("note", "1", check=False)[0], 0)
        accepted = self.json("accept", "1", "--branch", "taken")[-1]
        self.run_command("note", "1")
        self.assertEqual(git(self.repository, "notes", "--ref=pilothouse", "list").split()[1].decode(), accepted["commit"])
        note = git(self.repository, "notes", "--ref=pilothouse", "show", accepted["commit"]).decode()
        self.assertIn("\nREADME.md\n  2 during turn 1\n", note)
        self.assertIn("printf 'a", note)
        # A line that goes has one who took it away.
        self.run_command("prompt", "1", "/play shell\nsed -i 1d README.md")
        gone = self.why("README.md:1", "--old")
        self.assertEqual((gone["kind"], gone["turns"]), ("during", [2]))
        self.assertIn("sed", gone["calls"][0]["command"])


if __name__ == "__main__":
    unittest.main()
