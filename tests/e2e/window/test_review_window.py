"""A change of 40 files reviewed in the real window with keys alone, then by mouse: parts accepted, parts rejected, a
comment, an undo, a look into the past and a fork. Every step is judged by the command line; pictures of it are kept,
and a picture that does not show what was done fails the test."""

import os
import unittest

from pilothouse_test import git, wait_for
from review_screen import ADDED, REMOVED, WARNING_SOFT, ReviewScreenTest
from test_window import ACCENT, SIDEBAR_WIDTH

FILES = 39  # and .envrc

CHANGE = f"""/play shell
for i in $(seq 1 {FILES}); do sed -i -e "s/^line 5$/line five of $i/" -e "s/^line 30$/line thirty of $i/" part$((i % 6))/file$i.txt; done
printf 'export PATH=$PWD/bin:$PATH\\n' > .envrc
true"""


def text(name=""):
    lines = [f"line {number}" for number in range(1, 41)]
    if name:
        lines[4] = f"line five of {name}"
    return "".join(line + "\n" for line in lines)


class ReviewWindow(ReviewScreenTest):

    def setUp(self):
        super().setUp()
        for number in range(1, FILES + 1):
            folder = os.path.join(self.repository, f"part{number % 6}")
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f"file{number}.txt"), "w") as file:
                file.write(text())
        git(self.repository, "config", "user.name", "Ada Reader")
        git(self.repository, "add", ".")
        git(self.repository, "commit", "-q", "-m", "Count")
        self.run_command(*self.new_session(CHANGE, "--title", "Forty files"))
        # What is rejected stays: this test looks at it to the end.
        self.open_window("review-pictures", PILOTHOUSE_REJECTIONS_AFTER="3600")

    def test_forty_files_with_keys_alone(self):
        screen = self.screen
        key = screen.key
        key("ctrl+Next") # the session
        key("ctrl+2") # its changes
        self.shows("changes", ACCENT, lambda box: box.left > 900 and box.top < 300 and box.width >= 50)
        key("f") # the whole width
        self.shows("whole-width", ADDED, lambda box: box.width > 500)

        # The first hunk is the file that runs when a shell enters: accepting it asks once more.
        key("j")
        key("a")
        self.shows("asked-once-more", WARNING_SOFT, lambda box: box.width > 600 and box.left > SIDEBAR_WIDTH - 60)
        self.assertEqual(self.file(".envrc")["state"], "open")
        key("a")
        wait_for(lambda: self.file(".envrc")["state"] == "accepted", 30, "the accepted .envrc")

        # Of every other file the first hunk is accepted and the second one rejected.
        for _ in range(FILES):
            key("a")
            key("r")
        wait_for(lambda: self.review()["reviewed"] == 1 + 2 * FILES, 60, "80 decisions")
        states = [file["state"] for file in self.review()["files"]]
        self.assertEqual(sorted(set(states)), ["accepted", "partly"], states)
        self.shows("all-decided", ADDED, lambda box: box.width > 500)

        # The last decision is undone, and that too.
        key("z")
        wait_for(lambda: self.undone() == [True], 30, "the undone rejection")
        key("shift+z")
        wait_for(lambda: self.undone() == [True, False], 30, "the rejection that is back")

        # A comment on the hunk, kept without any button.
        key("c")
        screen.run("xdotool", "type", "--delay", "20", "Why thirty?")
        comment = wait_for(lambda: self.json("comments", "1")[0]["comments"], 30, "the draft")
        wait_for(lambda: self.json("comments", "1")[0]["comments"][0]["text"] == "Why thirty?", 30, "all of the draft")
        self.assertEqual(comment[0]["state"], "draft")
        self.screen.picture("comment")
        key("Escape")

        # What was accepted becomes a commit; the sensitive file is asked about again.
        key("ctrl+Return")
        wait_for(lambda: True, 1)
        key("shift+Tab")
        key("shift+Tab")
        key("space")
        confirm = self.shows("accept-dialog", ACCENT, lambda box: 330 < box.left < 1200 and box.top > 450 and 20 <= box.height <= 60 and box.width > 80)
        screen.click(confirm[0])
        accepted = wait_for(lambda: self.show(1)["accepted"], 60, "the commit")[0]
        branch = accepted["branch"]
        for number in (1, 7, FILES):
            self.assertEqual(git(self.repository, "show", f"{branch}:part{number % 6}/file{number}.txt").decode(), text(str(number)))
        self.assertEqual(git(self.repository, "show", f"{branch}:.envrc"), b"export PATH=$PWD/bin:$PATH\n")
        self.assertEqual(len(git(self.repository, "diff", "--name-only", "main", branch).splitlines()), FILES + 1)
        self.assertEqual(git(self.repository, "status", "--porcelain"), b"")

        # What was committed is no part of the review any more; what was rejected is.
        wait_for(lambda: len(self.review()["files"]) == FILES, 30, "the rest of the review")
        self.shows("the-rest", REMOVED, lambda box: box.width > 300)

        # A moment of the past, and a session that goes on from it.
        key("h")
        key("Left")
        key("Left")
        self.shows("timeline", ACCENT, lambda box: box.top > 600 and 8 <= box.height <= 20 and box.width < 20)
        for _ in range(4):
            key("Tab")
        key("space")
        confirm = self.shows("fork-dialog", ACCENT, lambda box: 330 < box.left < 1200 and box.top > 300 and 20 <= box.height <= 60 and box.width > 80)
        screen.click(confirm[0])
        wait_for(lambda: len(self.sessions()) == 2, 60, "the forked session")
        self.screen.picture("forked")
        self.assertIsNone(self.window.poll(), "the window ended")

    def undone(self):
        return [event["payload"]["undone"] for event in self.events(1) if event["kind"] == "review_undone"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
