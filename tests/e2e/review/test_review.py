"""A review from the command line, each command a process of its own: what is decided outlives it. The sandbox's files
are judged by the engine's archive and system git."""

import os
import time
import unittest

from fake_agent import ScriptedAgentTest
from pilothouse_test import git, wait_for

NUMBERS = "".join(f"line {number}\n" for number in range(1, 41))

# One tool call a line.
FIRST_TURN = """/play shell
sed -i -e 's/^line 3$/line three/' -e 's/^line 20$/line twenty/' -e '38a\\added at the end' numbers.txt
printf 'new\\n' > new.txt; printf '#!/bin/sh\\n' > run.sh; chmod 755 run.sh; ln -s numbers.txt link
printf 'cache/\\n' > .gitignore; mkdir -p cache deep/er; printf 'kept\\n' > cache/ignored; printf 'x\\n' > deep/er/file
rm gone.txt"""

SECOND_TURN = """/play shell
printf 'other\\n' > new.txt; rm run.sh link; rm -r deep; printf 'd\\n' > deep
printf 'newest\\n' > newest.txt; printf 'changed\\n' > cache/ignored
false"""


class Review(ScriptedAgentTest):

    def setUp(self):
        super().setUp()
        for name, text in (("numbers.txt", NUMBERS), ("gone.txt", "gone\n")):
            with open(os.path.join(self.repository, name), "w") as file:
                file.write(text)
        git(self.repository, "config", "user.name", "Ada Reader")
        git(self.repository, "add", ".")
        git(self.repository, "commit", "-q", "-m", "Count")

    def begin(self, prompt=FIRST_TURN):
        self.run_command(*self.new_session(prompt, "--title", "Count"))

    def everything(self, session=1):
        """Each file and link of the workspace as the engine has it: whether it may be run, and its content."""
        container = self.show(session)["sandbox"]["container"]
        found = {}
        with self.engine() as engine, engine.archive(container, "/workspace") as archive:
            for member in archive:
                name = member.name.split("/", 1)[1] if "/" in member.name else ""
                if name.startswith(".git/"):
                    continue
                if member.issym():
                    found[name] = ("link", member.linkname)
                elif member.isfile():
                    found[name] = (bool(member.mode & 0o100), archive.extractfile(member).read().decode())
        return found

    def tree(self, treeish, session=1):
        """The same of a tree, by system git."""
        objects = os.path.join(self.data, "sessions", str(session), "objects.git")
        found = {}
        for line in git(objects, "ls-tree", "-r", "-z", treeish).split(b"\0"):
            if line:
                meta, path = line.split(b"\t", 1)
                mode, _, name = meta.split()
                text = git(objects, "cat-file", "blob", name.decode()).decode()
                found[path.decode()] = ("link", text) if mode == b"120000" else (mode == b"100755", text)
        return found

    def review(self, *arguments):
        return self.json("review", "1", *arguments)[0]

    def file(self, review, path):
        return next(file for file in review["files"] if file["path"] == path)

    def latest(self, session=1):
        return self.show(session)["snapshots"][-1]["commit"]

    def told(self):
        """What the agent read before the last prompt."""
        return [event["payload"].get("preface", "") for event in self.events(1) if event["kind"] == "turn_started"][-1]

    def test_restoring_a_snapshot_and_undoing_it(self):
        self.begin()
        first = self.latest()
        self.run_command("prompt", "1", SECOND_TURN)
        before = self.everything()
        self.assertEqual(before["cache/ignored"], (False, "changed\n"))

        ticks = self.json("timeline", "1")[0]["ticks"]
        self.assertEqual(ticks[0]["kind"], "base")
        self.assertEqual([tick["failed"] for tick in ticks if tick["kind"] == "tool_call"], [False] * 6 + [True])
        ends = [tick for tick in ticks if tick["kind"] == "turn_end"]
        self.assertEqual([tick["snapshot"] for tick in ends], [first, self.latest()])
        self.assertTrue(ticks[-1]["now"])

        report = self.json("restore", "1", first[:12])[0]
        self.assertEqual(report["to"], first)
        ignored = {"cache/ignored": (False, "changed\n")}
        self.assertEqual(self.everything(), self.tree(first) | ignored, "ignored files stay as they were")
        self.assertEqual(self.tree(report["now"]), self.tree(first))
        self.assertEqual(self.tree(report["from"]), {path: value for path, value in before.items() if path not in ignored})

        undone = self.json("restore", "1", report["from"])[0]
        self.assertEqual(self.everything(), before)
        self.assertEqual(undone["from"], report["now"])
        kinds = [tick["kind"] for tick in self.json("timeline", "1")[0]["ticks"]]
        self.assertEqual(kinds.count("restored"), 2)

        base = self.show(1)["baseCommit"] if "baseCommit" in self.show(1) else ticks[0]["snapshot"]
        self.run_command("restore", "1", base)
        self.assertEqual({path: value for path, value in self.everything().items() if path != "cache/ignored"},
                         self.tree(base))
        self.run_command("prompt", "1", "/play shell\ntrue")
        self.assertIn("back to an earlier state", self.told())
        self.run_command("prompt", "1", "/play shell\ntrue")
        self.assertEqual(self.told(), "", "it is told once")
        self.assert_gap_free(1)

    def test_a_restore_that_is_killed_is_done_whole_or_not_at_all(self):
        self.begin()
        targets = [self.latest()]
        self.run_command("prompt", "1", SECOND_TURN)
        targets.append(self.latest())
        cut = 0
        for number in range(8):
            target = targets[number % 2]
            process = self.start("restore", "1", target)
            # Spread over what a restore takes here.
            time.sleep(0.15 + 0.1 * number)
            cut += process.poll() is None
            process.kill()
            process.communicate()
            self.run_command("prompt", "1", "/play shell\ntrue")
            moves = [event for event in self.events(1) if event["kind"] == "workspace_restored"]
            begun = [event for event in moves if event["payload"].get("begun")]
            done = [event for event in moves if not event["payload"].get("begun")]
            self.assertEqual(len(begun), len(done), "what was begun was finished")
            disk = {path: value for path, value in self.everything().items() if path != "cache/ignored"}
            self.assertEqual(disk, self.tree(self.latest()))
            wanted = moves[-1]["payload"]["snapshot"] if moves else targets[1]
            self.assertEqual(disk, self.tree(wanted))
        self.assertGreater(cut, 2, "too few were killed in the middle to say anything")
        self.assert_gap_free(1)

    def test_rejected_parts_go_and_come_back(self):
        self.begin()
        before = self.everything()
        review = self.review("--reject", "numbers.txt:20", "--reject", "new.txt", "--accept", "numbers.txt:3")
        self.assertEqual(self.everything(), before, "deciding changes nothing yet")
        self.assertEqual(self.file(review, "numbers.txt")["state"], "partly")
        self.assertEqual(self.file(review, "numbers.txt")["reviewed"], 2)
        self.assertEqual(self.file(review, "new.txt")["state"], "rejected")
        self.assertTrue(review["rejectionsWait"])

        review = self.review("--carry-out")
        without = dict(before)
        del without["new.txt"]
        without["numbers.txt"] = (False, before["numbers.txt"][1].replace("line twenty\n", "line 20\n"))
        self.assertEqual(self.everything(), without)
        self.assertFalse(review["rejectionsWait"])
        self.assertEqual(self.file(review, "numbers.txt")["reviewed"], 1, "the accepted hunk is still accepted")

        with self.subTest("the agent works on, and is told"):
            self.run_command("prompt", "1", "/play shell\nprintf 'more\\n' >> run.sh")
            self.assertIn("numbers.txt", self.told())
            self.assertIn("new.txt", self.told())
        with self.subTest("an undo brings the parts back beside what was done since"):
            self.review("--undo")
            self.review("--undo")
            self.review("--carry-out")
            after = dict(before)
            after["run.sh"] = (True, before["run.sh"][1] + "more\n")
            self.assertEqual(self.everything(), after)
        with self.subTest("and an undo of the undo takes them away again"):
            review = self.review("--redo", "--carry-out")
            self.review("--redo", "--carry-out")
            after["numbers.txt"] = without["numbers.txt"]
            del after["new.txt"]
            self.assertEqual(self.everything(), after)
        self.assert_gap_free(1)

    def test_rejected_parts_leave_an_idle_sandbox_by_themselves(self):
        self.begin()
        before = self.everything()
        without = dict(before)
        del without["new.txt"]
        without["numbers.txt"] = (False, before["numbers.txt"][1].replace("line twenty\n", "line 20\n"))

        def done():
            return [event["payload"] for event in self.events(1)
                    if event["kind"] == "rejection_carried_out" and not event["payload"].get("begun")]

        def settled():
            return not self.review()["rejectionsWait"]

        def hold(quiet):
            """A process that stays, with a turn of another session; commands reach it."""
            known = len(self.sessions())
            process = self.start(*self.new_session("/play until-cancelled"), env={"PILOTHOUSE_REJECTIONS_AFTER": str(quiet)})
            wait_for(lambda: len(self.sessions()) > known and self.show(known + 1)["state"] == "running", what="the other turn")
            return process

        holder = hold(2)
        try:
            self.run_command("resume", "1")
            with self.subTest("several decisions make one step"):
                self.review("--reject", "new.txt", "--reject", "numbers.txt:20")
                wait_for(settled, what="the rejections")
                self.assertEqual(self.everything(), without)
                self.assertEqual([len(one["decisions"]) for one in done()], [1], "one decision with two parts")
            with self.subTest("an undo in time costs nothing, a later one brings the parts back"):
                self.review("--reject", "run.sh", "--undo")
                self.review("--undo")
                wait_for(settled, what="the parts that come back")
                self.assertEqual(self.everything(), before)
                self.assertEqual([len(one["back"]) for one in done()], [0, 1])
        finally:
            holder.kill()
            holder.communicate()
        with self.subTest("what was decided before a crash is carried out after it"):
            holder = hold(3600)
            try:
                self.review("--redo")
                self.assertFalse(settled())
            finally:
                holder.kill()
                holder.communicate()
            self.assertEqual(self.everything(), before)
            holder = hold(0)
            try:
                self.run_command("resume", "1")
                wait_for(settled, what="the rejection from before the crash")
                self.assertEqual(self.everything(), without)
            finally:
                holder.kill()
                holder.communicate()
        self.run_command("prompt", "1", "/play shell\ntrue")
        self.assertIn("new.txt", self.told())
        self.assert_gap_free(1)

    def test_nothing_goes_while_a_turn_runs(self):
        self.begin()
        before = self.everything()
        turn = self.start("prompt", "1", "/play until-cancelled")
        try:
            wait_for(lambda: self.show(1)["state"] == "running", what="the turn")
            self.review("--reject", "new.txt", "--carry-out")
            self.assertEqual(self.everything(), before)
            self.run_command("cancel", "1")
            turn.communicate(timeout=120)
        finally:
            turn.kill()
            turn.communicate()
        wait_for(lambda: not self.review()["rejectionsWait"], what="the rejection")
        del before["new.txt"]
        self.assertEqual(self.everything(), before)

    def test_comments_go_to_the_agent_as_one_prompt(self):
        self.begin()
        first = self.json("comment", "1", "numbers.txt:20", "Write it as a number.")[0]["comment"]
        self.run_command("comment", "1", "new.txt", "Is this needed?")
        self.run_command("comment", "1", "numbers.txt:3", "--old", "It was good.")
        self.assertEqual(self.run_command("comment", "1", "numbers.txt:400", "no", check=False)[0], 1)
        comments = self.json("comments", "1")[0]["comments"]
        self.assertEqual([(one["state"], one["touched"]) for one in comments], [("draft", False)] * 3)
        self.assertEqual(comments[0]["quoted"], "line twenty\n")
        self.assertEqual(comments[2]["quoted"], "line 3\n")

        self.run_command("comments", "1", "--send")
        self.assertEqual((self.show(1)["state"], self.show(1)["turn"]), ("idle", 2))
        prompts = [event["payload"]["prompt"] for event in self.events(1) if event["kind"] == "turn_started"]
        for text in ("numbers.txt, line 20", "line twenty\n", "Write it as a number.", "new.txt", "Is this needed?",
                     "before your change", "line 3\n"):
            self.assertIn(text, prompts[-1])
        self.assertEqual(self.run_command("comments", "1", "--send", check=False)[0], 1, "nothing is left to send")

        self.run_command("prompt", "1", "/play shell\nsed -i -e '1i\\top' -e 's/^line twenty$/line 20!/' numbers.txt")
        comments = self.json("comments", "1", "--resolve", first)[0]["comments"]
        self.assertEqual([(one["state"], one["turn"], one["touched"], one["resolved"]) for one in comments],
                         [("sent", 2, True, True), ("sent", 2, False, False), ("sent", 2, False, False)])
        self.assertFalse(self.json("comments", "1", "--reopen", first)[0]["comments"][0]["resolved"])

    def test_a_verdict_is_about_one_tree(self):
        self.begin()
        review = self.review("--verdict", "approve", "--summary", "Good.")
        self.assertEqual((review["verdict"]["by"], review["verdict"]["stale"]), ("Ada Reader", False))
        self.assertEqual(review["verdict"]["tree"], review["tree"])
        self.run_command("prompt", "1", "/play shell\nprintf 'one more\\n' >> new.txt")
        self.assertTrue(self.review()["verdict"]["stale"])
        self.run_command("prompt", "1", "/play shell\nprintf 'new\\n' > new.txt")
        self.assertFalse(self.review()["verdict"]["stale"], "the very same tree again")

    def test_accepted_parts_become_commits_one_after_the_other(self):
        self.begin()
        self.assertEqual(self.run_command("accept", "1", "--reviewed", check=False)[0], 1, "nothing was accepted yet")
        self.review("--accept", "numbers.txt:3", "--accept", "new.txt", "--reject", "run.sh")
        self.assertEqual(self.run_command("accept", "1", "--reviewed", "--require-verdict", check=False)[0], 1)
        self.review("--verdict", "approve")
        first = self.json("accept", "1", "--reviewed", "--require-verdict", "--branch", "counted")[0]["commit"]
        third = NUMBERS.replace("line 3\n", "line three\n")
        self.assertEqual(git(self.repository, "show", f"{first}:numbers.txt").decode(), third)
        self.assertEqual(git(self.repository, "diff", "--name-only", "main", first).split(), [b"new.txt", b"numbers.txt"])

        with self.subTest("what was committed is no change any more"):
            review = self.review()
            self.assertNotIn("new.txt", [file["path"] for file in review["files"]])
            numbers = self.file(review, "numbers.txt")
            self.assertEqual((numbers["hunks"], numbers["reviewed"], numbers["state"]), (2, 0, "open"))
            self.assertEqual(self.file(review, "run.sh")["state"], "rejected")
        with self.subTest("the next parts go on top"):
            self.review("--accept", "numbers.txt:20", "--accept", "gone.txt")
            second = self.json("accept", "1", "--reviewed")[0]
            self.assertEqual(second["parent"], first)
            self.assertEqual(git(self.repository, "show", f"{second['commit']}:numbers.txt").decode(),
                             third.replace("line 20\n", "line twenty\n"))
            self.assertEqual(git(self.repository, "diff", "--name-only", first, second["commit"]).split(),
                             [b"gone.txt", b"numbers.txt"])

    def test_viewed_files_and_what_is_new(self):
        self.begin()
        review = self.review("--viewed", "numbers.txt", "--viewed", "new.txt")
        self.assertEqual((review["viewedFiles"], review["reviewed"]), (2, 4))
        self.run_command("prompt", "1", "/play shell\nsed -i -e 's/^line 30$/line thirty/' numbers.txt")
        review = self.review()
        numbers = self.file(review, "numbers.txt")
        self.assertEqual((numbers["viewed"], numbers["changedSinceViewed"], numbers["new"]), (False, True, True))
        self.assertEqual((numbers["reviewed"], numbers["hunks"]), (3, 4), "only the new hunk is to be read")
        self.assertTrue(self.file(review, "new.txt")["viewed"])

    def test_a_fork_goes_on_from_a_snapshot(self):
        self.begin()
        first = self.latest()
        self.run_command("prompt", "1", SECOND_TURN)
        self.run_command("fork", "1", first, "/play shell\nprintf 'fork\\n' > fork.txt")
        fork = max(session["id"] for session in self.sessions())
        self.assertEqual((self.show(fork)["state"], self.show(fork)["turn"]), ("idle", 1))
        expected = self.tree(first)
        self.assertEqual(self.everything(fork), expected | {"fork.txt": (False, "fork\n")})
        self.assertEqual(self.tree(self.latest(fork), fork), expected | {"fork.txt": (False, "fork\n")})
        notices = [event["payload"]["code"] for event in self.events(fork) if event["kind"] == "notice"]
        self.assertNotIn("sandbox.refilled", notices)
        self.run_command("remove", "1", "--force")
        commit = self.json("accept", str(fork), "--branch", "forked")[0]["commit"]
        self.assertEqual(git(self.repository, "show", f"{commit}:fork.txt"), b"fork\n")
        self.assertEqual(git(self.repository, "show", f"{commit}:new.txt"), b"new\n")
        self.assertEqual(git(self.repository, "rev-parse", f"{commit}^"), git(self.repository, "rev-parse", "main"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
