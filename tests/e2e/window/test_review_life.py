"""What a review does to a session that lives, in the real window with the real runner and a real sandbox: rejected parts
leave it by themselves and come back, an earlier moment is restored and the restore undone, a line says why it is there,
a verdict is given, checks that are required run, and conflicts go to the agent or are solved. Judged by the sandbox's
own files, by system git and by the command line."""

import json
import os
import unittest

from pilothouse_test import git, wait_for
from review_screen import ADDED, ReviewScreenTest
from test_window import ACCENT, SIDEBAR_WIDTH

ACCENT_SOFT = "#e9eefd"
DANGER = "#c22f2b"
FOCUS = "#5b7ff0"
SUCCESS = "#17774a"

NUMBERS = "".join(f"line {number}\n" for number in range(1, 41))
FIVE = NUMBERS.replace("line 5\n", "line five\n")
BOTH = FIVE.replace("line 30\n", "line thirty\n")

FIRST = "/play shell\nsed -i -e 's/^line 5$/line five/' numbers.txt"
SECOND = "/play shell\nsed -i -e 's/^line 30$/line thirty/' numbers.txt; printf 'agent\\n' > note.txt"


class ReviewLife(ReviewScreenTest):

    def setUp(self):
        super().setUp()
        self.write("numbers.txt", NUMBERS)
        self.write("note.txt", "base\n")
        self.write("verify", "grep -q five numbers.txt\n")
        self.write(".pilothouse/checks.json", json.dumps(
            {"checks": [{"name": "five", "command": "sh verify", "timeoutSeconds": 60, "requiredToAccept": True}]}))
        git(self.repository, "config", "user.name", "Ada Reader")
        self.commit("Count")
        git(self.repository, "checkout", "-q", "-b", "topic")
        self.write("note.txt", "topic\n")
        self.commit("Say it in other words")
        git(self.repository, "checkout", "-q", "main")
        self.run_command(*self.new_session(FIRST, "--title", "Count"))
        self.run_command("prompt", "1", SECOND)

    def write(self, name, text):
        path = os.path.join(self.repository, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def commit(self, message):
        git(self.repository, "add", ".")
        git(self.repository, "commit", "-q", "-m", message)

    def open_changes(self, pictures):
        self.open_window(pictures, PILOTHOUSE_REJECTIONS_AFTER="2")
        self.screen.key("ctrl+Next") # the session
        self.screen.key("ctrl+2") # its changes
        self.shows("changes", ACCENT, lambda box: box.left > 900 and box.top < 300 and box.width >= 50)
        self.screen.key("f") # the whole width
        self.shows("whole-width", ADDED, lambda box: box.width > 500)

    def in_sandbox(self):
        container = self.show(1)["sandbox"]["container"]
        with self.engine() as engine, engine.archive(container, "/workspace") as archive:
            return {name: archive.extractfile(f"workspace/{name}").read().decode() for name in ("numbers.txt", "note.txt")}

    def expect(self, numbers, note, what):
        wait_for(lambda: self.in_sandbox() == {"numbers.txt": numbers, "note.txt": note}, 60, what)

    def moves(self, kind):
        return [event["payload"].get("begun", False) for event in self.events(1) if event["kind"] == kind]

    def button(self, name, where=lambda box: True):
        """The one button of a dialog that does it."""
        return self.shows(name, ACCENT, lambda box: 330 < box.left < 1200 and box.top > 250 and 20 <= box.height <= 60
                          and box.width > 60 and where(box))[0]

    def test_what_is_rejected_leaves_and_moments_come_back(self):
        self.open_changes("review-life-pictures")
        key = self.screen.key
        key("j") # note.txt
        key("j") # line 5
        with self.subTest("why is this line here"):
            key("y")
            self.shows("why", FOCUS, lambda box: box.left > SIDEBAR_WIDTH and box.width > 60 and 18 <= box.height <= 45)
            key("space")
            self.shows_none("the-transcript", ADDED, lambda box: box.width > 500)
            key("ctrl+2")
            self.shows("and-back", ADDED, lambda box: box.width > 500)
        with self.subTest("rejected parts leave the sandbox by themselves, and come back"):
            key("r")
            wait_for(lambda: self.review()["rejectionsWait"], 30, "the rejection")
            self.screen.picture("rejected")
            self.expect(BOTH.replace("line five\n", "line 5\n"), "agent\n", "the sandbox without line five")
            wait_for(lambda: not self.review()["rejectionsWait"], 30, "the record of it")
            self.assertEqual(self.moves("rejection_carried_out"), [True, False])
            self.screen.picture("has-left")
            key("z")
            self.expect(BOTH, "agent\n", "line five again")
            wait_for(lambda: self.moves("rejection_carried_out") == [True, False] * 2, 30, "the record of the undo")
        with self.subTest("an earlier moment is restored, and that undone"):
            key("h")
            self.shows("timeline", ACCENT, lambda box: box.top > 600 and 8 <= box.height <= 20 and box.width < 20)
            key("Home")
            for _ in range(2): # the first tool call, the end of its turn
                key("Right")
            for _ in range(3): # all changes, transcript, restore
                key("Tab")
            key("space")
            self.screen.click(self.button("restore-dialog"))
            self.expect(FIVE, "base\n", "the first turn's files")
            banner = self.shows("restored", ACCENT_SOFT, lambda box: box.width > 600 and box.height > 24)[0]
            self.screen.run("xdotool", "mousemove", str(banner.left + banner.width - 80), str(banner.center[1]), "click", "1")
            self.expect(BOTH, "agent\n", "the files from before the restore")
            self.assertEqual(self.moves("workspace_restored"), [True, False] * 2)
        with self.subTest("a verdict"):
            key("ctrl+2")
            self.shows("before-the-verdict", ADDED, lambda box: box.width > 500)
            key("shift+v")
            self.button("verdict-dialog")
            key("Down")
            key("Tab")
            self.screen.run("xdotool", "type", "--delay", "20", "Not yet.")
            self.screen.click(self.button("verdict"))
            verdict = wait_for(lambda: self.review().get("verdict"), 30, "the verdict")
            self.assertEqual((verdict["verdict"], verdict["summary"], verdict["by"], verdict["stale"]),
                             ("request_changes", "Not yet.", "Ada Reader", False))
        self.assert_gap_free(1)
        self.assertIsNone(self.window.poll(), "the window ended")

    def choose_topic(self):
        """Opens the dialog; its branch is one that exists, and the focus is there."""
        key = self.screen.key
        key("ctrl+Return")
        self.shows("accept-dialog", FOCUS, lambda box: box.width > 150)
        key("shift+Tab")
        key("Down")
        key("Tab")
        key("ctrl+a")
        self.screen.run("xdotool", "type", "--delay", "20", "topic")

    def dialog_text(self, colour):
        return lambda picture: [box for box in self.screen.boxes(picture, colour, 4) if 430 < box.left < 1010 and box.top > 400]

    def test_required_checks_and_conflicts(self):
        self.open_changes("review-accept-pictures")
        key = self.screen.key
        is_button = lambda box: 330 < box.left < 1200 and box.top > 400 and 20 <= box.height <= 60 and box.width > 60
        with self.subTest("what is required asks, and runs"):
            key("ctrl+Return")
            picture = self.looks("not-proven", lambda shot: self.dialog_text(DANGER)(shot) and shot, "the missing check")
            self.assertFalse([box for box in self.screen.boxes(picture, ACCENT, 60) if is_button(box)],
                             "it could be accepted without the check")
            key("Tab") # message
            key("Tab") # run the checks
            key("space")
            self.looks("proven", self.dialog_text(SUCCESS), "the green mark")
            self.assertEqual([mark["mark"] for mark in self.json("checks", "1")[0]["marks"]], ["passed"])
            self.button("may-be-accepted")
            key("Escape")
            self.shows_none("closed", ACCENT, is_button)
        with self.subTest("conflicts go to the agent"):
            self.choose_topic()
            self.looks("conflict", self.dialog_text(DANGER), "the conflict")
            key("Tab") # message
            key("Tab") # let the agent fit them
            key("space")
            prompt = wait_for(lambda: [event["payload"]["prompt"] for event in self.events(1)
                                       if event["kind"] == "turn_started"][2:], 60, "the prompt")[0]
            for text in ('the branch "topic"', "note.txt: both sides changed", "topic\n=======\nagent\n"):
                self.assertIn(text, prompt)
            wait_for(lambda: self.show(1)["state"] == "idle", 60, "the end of the turn")
        with self.subTest("or are solved here"):
            key("ctrl+2")
            self.choose_topic()
            self.looks("conflict-again", self.dialog_text(DANGER), "the conflict")
            key("Tab") # message
            key("Tab") # let the agent fit them
            key("Tab") # the choice
            for _ in range(3): # as on the branch, as the agent has it, edit
                key("Down")
            self.button("conflict-editor")
            key("ctrl+a")
            self.screen.run("xdotool", "type", "--delay", "20", "topic and agent")
            key("Return")
            key("ctrl+Return")
            self.screen.click(self.button("solved", is_button))
            accepted = wait_for(lambda: self.show(1)["accepted"], 60, "the commit")[0]
        self.assertEqual(accepted["branch"], "topic")
        self.assertEqual(git(self.repository, "show", "topic:note.txt"), b"topic and agent\n")
        self.assertEqual(git(self.repository, "show", "topic:numbers.txt").decode(), BOTH)
        self.assertEqual(git(self.repository, "log", "-1", "--format=%s", "topic~1"), b"Say it in other words\n")
        started = [event["payload"] for event in self.events(1) if event["kind"] == "accept_started"]
        self.assertEqual([start["checksSkipped"] for start in started], [False])
        with self.subTest("nothing is left, and the timeline can be reached"):
            wait_for(lambda: not self.review()["files"], 30, "an empty review")
            self.shows_none("nothing-left", ADDED, lambda box: box.width > 500)
            key("ctrl+2")
            key("h")
            self.shows("timeline", ACCENT, lambda box: box.top > 600 and 8 <= box.height <= 20 and box.width < 20)
        self.assertIsNone(self.window.poll(), "the window ended")


if __name__ == "__main__":
    unittest.main(verbosity=2)
