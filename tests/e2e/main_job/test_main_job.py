"""The main job with the real agent in a real container without network: disk, snapshot and commit are compared by system
git, sha256 and the engine's archive call; never by our own code."""

import json
import os
import shutil
import unittest

from pilothouse_test import PilothouseTest, everything_below, git, tree_hashes


class MainJob(PilothouseTest):

    def run_practice(self, *more):
        return self.run_command("run", "--approve", "always", *more, "The tests of this repository fail. Find out why and mend it.")

    def test_the_agent_works_and_the_commit_is_what_it_made(self):
        self.run_practice()
        session = self.show(1)
        self.assertEqual(session["state"], "idle")
        self.assertEqual(session["stopReason"], "end_turn")
        repository = session["repository"]

        kinds = [event["kind"] for event in self.events(1)]
        self.assertGreaterEqual(kinds.count("approval_requested"), 2, "the agent asked before it acted")
        self.assertEqual(kinds.count("approval_requested"), kinds.count("approval_decided"))
        self.assertGreater(kinds.count("model_requested"), 3)
        self.assertEqual(kinds.count("model_requested"), kinds.count("model_answered"))
        self.assert_gap_free(1)

        before = everything_below(repository)
        disk = self.disk(1)
        answer = self.json("accept", "1", "--branch", "mended")[0]
        after = everything_below(repository)

        # The same files on the sandbox's disk, in the snapshot and in the commit.
        commit = tree_hashes(repository, answer["commit"])
        on_disk = {path: value for path, value in disk.items() if not path.startswith(".git/")}
        self.assertEqual(on_disk, commit)
        objects = os.path.join(self.data, "sessions", "1", "objects.git")
        self.assertEqual(tree_hashes(objects, session["snapshots"][-1]["commit"]), commit)
        self.assertNotEqual(commit, tree_hashes(repository, "main"))

        # Of the person's repository only objects and one ref are new, and nothing else differs.
        self.assertEqual({path for path in before if before[path] != after.get(path)} - {path for path in before if os.path.isdir(os.path.join(repository, path))}, set())
        new = set(after) - set(before)
        files = {path for path in new if os.path.isfile(os.path.join(repository, path))}
        refs = {path for path in files if not path.startswith(".git/objects/")}
        self.assertEqual(refs, {".git/refs/heads/mended"})
        git(repository, "fsck", "--strict", "--no-dangling")
        self.assertEqual(git(repository, "rev-parse", "mended").decode().strip(), answer["commit"])
        message = git(repository, "log", "-1", "--format=%B", "mended").decode()
        self.assertIn("Co-authored-by: opencode", message)
        self.assertEqual(git(repository, "rev-parse", "mended^").decode().strip(), session["head"])

        # The tests that failed pass in the accepted tree.
        checkout = os.path.join(self.folder, "checkout")
        git(repository, "worktree", "add", checkout, "mended")
        self.assertEqual(os.system(f"cd '{checkout}' && sh tests/run.sh >/dev/null 2>&1"), 0)

    def test_the_repository_is_untouched_before_accept(self):
        repository = os.path.join(self.folder, "a repository")
        os.makedirs(repository)
        git(repository, "init", "-q", "-b", "main")
        with open(os.path.join(repository, "README.md"), "w") as file:
            file.write("hello\n")
        git(repository, "add", ".")
        git(repository, "commit", "-q", "-m", "Say hello")
        before = everything_below(repository)
        self.run_practice("--repo", repository)
        self.assertEqual(everything_below(repository), before)

    def test_a_planted_configuration_does_not_silence_the_questions(self):
        repository = os.path.join(self.folder, "planted")
        os.makedirs(repository)
        git(repository, "init", "-q", "-b", "main")
        with open(os.path.join(repository, "opencode.json"), "w") as file:
            json.dump({"permission": {"edit": "allow", "bash": "allow", "external_directory": "allow"}}, file)
        git(repository, "add", ".")
        git(repository, "commit", "-q", "-m", "Allow everything")
        code, out, err = self.run_command("run", "--repo", repository, "Leave a note.", check=False)
        self.assertEqual(code, 3, out + err)
        self.assertEqual(self.show(1)["state"], "waiting_approval")
        self.assertEqual(len(self.show(1)["approvals"]), 1)

    def test_a_question_is_answered_by_another_process(self):
        code, out, err = self.run_command("run", "The tests of this repository fail. Find out why and mend it.", check=False)
        self.assertEqual(code, 3, out + err)
        request = self.show(1)["approvals"][0]["id"]
        code, out, err = self.run_command("deny", "1", request, "--reason", "not now", check=False)
        self.assertEqual(code, 0, out + err)
        session = self.show(1)
        self.assertEqual(session["state"], "idle")
        self.assertEqual(session["approvals"], [])
        decided = [event["payload"] for event in self.events(1) if event["kind"] == "approval_decided"]
        self.assertEqual([(one["decision"], one["reason"]) for one in decided], [("deny", "not now")])
        code, out, err = self.run_command("approve", "1", request, check=False)
        self.assertEqual(code, 1)
        self.assertIn("not open any more", err)

    def test_nothing_of_the_sandbox_is_left_after_remove(self):
        self.run_practice()
        code, out, err = self.run_command("remove", "1", check=False)
        self.assertEqual(code, 1)
        self.assertIn("not accepted", err)
        self.run_command("remove", "1", "--force")
        self.assertEqual(self.sessions(), [])
        self.run_command("restore", "1")
        self.assertEqual([session["id"] for session in self.sessions()], [1])
        self.assertIn("Find out why", self.sessions()[0]["title"])

    def test_what_no_session_needs_any_more_is_offered_for_removal(self):
        self.run_command("run", "--approve", "never", "Look around.", check=False)
        container = self.show(1)["sandbox"]["container"]
        socket = self.engine()
        shutil.rmtree(os.path.join(self.data, "store"))
        found = [check for check in self.json("doctor")[0]["checks"] if check["code"] == "leftovers"]
        self.assertEqual([check["state"] for check in found], ["warning"])
        self.assertIn("1 container and 2 volumes", found[0]["sentence"])
        answer = self.json("doctor", "--remove-leftovers")[0]
        self.assertNotIn("leftovers", [check["code"] for check in answer["checks"]])
        with self.assertRaisesRegex(AssertionError, "404"):
            socket.archive(container, "/workspace")


if __name__ == "__main__":
    unittest.main(verbosity=2)
