"""Accepting from the command line beside the plain new branch: onto a branch that moved, with the work tree, and what
sessions of one repository meet in each other. Judged by system git."""

import os
import unittest

from fake_agent import ScriptedAgentTest
from pilothouse_test import git

NUMBERS = "".join(f"line {number}\n" for number in range(1, 41))


class Accepting(ScriptedAgentTest):

    def setUp(self):
        super().setUp()
        self.write("numbers.txt", NUMBERS)
        git(self.repository, "config", "user.name", "Ada Person")
        git(self.repository, "config", "user.email", "ada@example.org")
        self.commit("Count")

    def write(self, name, text):
        with open(os.path.join(self.repository, name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.repository, name), encoding="utf-8") as file:
            return file.read()

    def commit(self, message):
        git(self.repository, "add", ".")
        git(self.repository, "commit", "-q", "-m", message)

    def agent_changes(self, line, word):
        self.run_command(*self.new_session(f"/play shell\nsed -i 's/^line {line}$/{word}/' numbers.txt", "--title", word))

    def test_targets_and_clashes(self):
        self.agent_changes(5, "five")
        self.agent_changes(30, "thirty")
        self.agent_changes(5, "FIVE")
        self.assertEqual(self.json("clashes", "2")[0]["clashes"], [])
        self.assertEqual(self.json("clashes", "1")[0]["clashes"], [{"with": 3, "title": "FIVE", "paths": ["numbers.txt"]}])

        # Onto the branch that is checked out: not while the work tree has changes of its own.
        self.write("numbers.txt", NUMBERS + "mine\n")
        self.assertEqual(self.run_command("accept", "1", "--checked-out", check=False)[0], 1)
        self.assertEqual(self.read("numbers.txt"), NUMBERS + "mine\n")
        git(self.repository, "checkout", "-q", "numbers.txt")
        accepted = self.json("accept", "1", "--checked-out")[0]
        self.assertTrue(accepted["workTreeUpdated"], accepted)
        self.assertEqual(git(self.repository, "rev-parse", "main").decode().strip(), accepted["commit"])
        self.assertEqual(git(self.repository, "status", "--porcelain"), b"")
        self.assertEqual(self.read("numbers.txt"), NUMBERS.replace("line 5\n", "five\n"))

        # The branch has moved by that: one session still merges with it, one does not.
        self.assertEqual(self.json("clashes", "2")[0]["clashes"], [])
        self.assertEqual(self.json("clashes", "3")[0]["clashes"], [{"title": "main", "paths": ["numbers.txt"]}])
        tip = git(self.repository, "rev-parse", "main")
        self.assertEqual(self.run_command("accept", "3", "--checked-out", check=False)[0], 1)
        self.assertEqual(git(self.repository, "rev-parse", "main"), tip)
        second = self.json("accept", "2", "--checked-out")[0]
        self.assertEqual(second["parent"], tip.decode().strip())
        self.assertEqual(
            self.read("numbers.txt"), NUMBERS.replace("line 5\n", "five\n").replace("line 30\n", "thirty\n"))

        # Onto a branch that is not checked out nothing but the branch changes.
        git(self.repository, "branch", "topic", "main~2")
        before = self.read("numbers.txt")
        third = self.json("accept", "3", "--existing", "--branch", "topic")[0]
        self.assertEqual(git(self.repository, "rev-parse", "topic").decode().strip(), third["commit"])
        self.assertEqual(self.read("numbers.txt"), before)
        self.assertEqual(git(self.repository, "status", "--porcelain"), b"")
        self.assertEqual(git(self.repository, "show", "topic:numbers.txt").decode(), NUMBERS.replace("line 5\n", "FIVE\n"))
        self.assertEqual(self.json("clashes", "3")[0]["clashes"], [], "what is accepted is not live")

    def test_a_further_branch_has_what_was_accepted_before(self):
        self.agent_changes(5, "five")
        first = self.json("accept", "1", "--branch", "first")[0]
        self.run_command("prompt", "1", "/play shell\nsed -i -e 's/^five$/FIVE/' -e 's/^line 30$/thirty/' numbers.txt")
        self.assertEqual(self.run_command("accept", "1", "--branch", "alone", "--alone", check=False)[0], 1)
        self.assertEqual(git(self.repository, "branch", "--list", "alone"), b"")
        second = self.json("accept", "1", "--branch", "second")[0]
        self.assertEqual((second["branch"], second["parent"]), ("second", first["commit"]))
        everything = NUMBERS.replace("line 5\n", "FIVE\n").replace("line 30\n", "thirty\n")
        self.assertEqual(git(self.repository, "show", "second:numbers.txt").decode(), everything)
        self.assertEqual(git(self.repository, "rev-parse", "first").decode().strip(), first["commit"])
        with self.subTest("what stands alone may"):
            self.run_command("prompt", "1", "/play shell\nprintf 'new\\n' > new.txt")
            third = self.json("accept", "1", "--branch", "third", "--alone")[0]
            self.assertEqual(third["parent"], git(self.repository, "rev-parse", "main").decode().strip())
            self.assertEqual(git(self.repository, "diff", "--name-only", "main", "third"), b"new.txt\n")
        with self.subTest("without a name the last branch goes on"):
            self.run_command("prompt", "1", "/play shell\nprintf 'newer\\n' > new.txt")
            self.assertEqual(self.json("accept", "1")[0]["branch"], "third")


if __name__ == "__main__":
    unittest.main()
