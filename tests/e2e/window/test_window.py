"""The main job in the real window: a display of its own, input through the X server, pictures kept. Where to click is
found in the pictures, by the colours of the theme, so a picture that does not show a control fails the test."""

import os
import shutil
import signal
import subprocess
import unittest

from pilothouse_test import BINARY, SHARED, PilothouseTest, environment, git, wait_for

ACCENT = "#2f55d4"
QUESTION_BORDER = "#ecd08e"
SIDEBAR_WIDTH = 330


class Box:
    def __init__(self, width, height, left, top):
        self.width, self.height, self.left, self.top = width, height, left, top

    @property
    def center(self):
        return self.left + self.width // 2, self.top + self.height // 2


class Screen:
    """An X server with a window manager, and what a person does there."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.display = ":" + number.readline().strip()
        self.manager = subprocess.Popen(["openbox"], env=self.environment(), stderr=subprocess.DEVNULL)
        # A window that comes while the manager begins may never be shown.
        wait_for(self.is_managed, 60, "the window manager")

    def environment(self):
        return environment(DISPLAY=self.display, QT_QPA_PLATFORM="xcb")

    def run(self, *command):
        return subprocess.run(command, env=self.environment(), check=True, capture_output=True, text=True, timeout=60).stdout

    def is_managed(self):
        return subprocess.run(["xdotool", "get_num_desktops"], env=self.environment(), capture_output=True, timeout=60).returncode == 0

    def shows_window(self):
        # Without --sync, which may wait for ever for a window that was there before it looked.
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Pilothouse"], env=self.environment(), capture_output=True, timeout=60)
        return bool(found.stdout.strip())

    def picture(self, name):
        self.count += 1
        path = os.path.join(self.folder, f"{self.count:02}-{name}.png")
        self.run("import", "-window", "root", path)
        return path

    def boxes(self, picture, colour, least=300):
        """Areas of one colour, largest first."""
        text = self.run("convert", picture, "-fuzz", "1%", "-fill", "black", "+opaque", colour, "-fill", "white", "-opaque", colour,
                        "-define", "connected-components:verbose=true", "-define", f"connected-components:area-threshold={least}",
                        "-connected-components", "8", "null:")
        found = []
        for line in text.splitlines()[1:]:
            words = line.split()
            if len(words) >= 5 and ("255,255,255" in words[4] or "gray(255)" in words[4] or "white" in words[4]):
                size, left, top = words[1].split("+")
                width, height = size.split("x")
                found.append(Box(int(width), int(height), int(left), int(top)))
        return sorted(found, key=lambda box: -box.width * box.height)

    def click(self, box):
        x, y = box.center
        self.run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def key(self, keys):
        self.run("xdotool", "key", keys)

    def close(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()


class Window(PilothouseTest):

    def setUp(self):
        super().setUp()
        self.pictures = os.path.join(SHARED, "pictures")
        shutil.rmtree(self.pictures, ignore_errors=True)
        os.makedirs(self.pictures)
        self.screen = Screen(self.pictures)
        self.window = subprocess.Popen([BINARY, "--data-dir", self.data], env=self.screen.environment(), stdin=subprocess.DEVNULL)
        wait_for(self.screen.shows_window, 30, "the window")

    def tearDown(self):
        self.window.terminate()
        try:
            self.window.wait(30)
        except subprocess.TimeoutExpired:
            self.window.send_signal(signal.SIGABRT) # its core says where it stood
            self.window.wait()
            self.fail("the window did not end within 30 s of SIGTERM")
        finally:
            self.screen.close()
            super().tearDown()

    def button(self, name, where):
        """The accent-coloured button of an area: waits until a picture shows exactly it."""
        def look():
            picture = self.screen.picture(name)
            fitting = [box for box in self.screen.boxes(picture, ACCENT) if where(box) and 20 <= box.height <= 60 and box.width >= 50]
            if not fitting:
                os.remove(picture)
            return fitting
        return wait_for(look, 60, f"a button on the picture “{name}”")[0]

    def state(self):
        sessions = self.sessions()
        return sessions[0]["state"] if sessions else None

    def approvals(self):
        sessions = self.sessions()
        return sessions[0]["approvals"] if sessions else []

    def test_the_main_job_by_mouse_and_keyboard(self):
        self.screen.click(self.button("welcome", lambda box: box.left > SIDEBAR_WIDTH))

        # The first question by mouse, on its card.
        first = wait_for(self.approvals, 180, "the first question")
        allow = self.button("first-question", lambda box: SIDEBAR_WIDTH < box.left < 900 and box.top < 740)
        shown = self.screen.picture("the-card")
        self.assertTrue(self.screen.boxes(shown, QUESTION_BORDER, 100), "the picture shows no question")
        self.screen.click(allow)
        wait_for(lambda: self.approvals() != first, 60, "the answer to the first question")

        # The others by keyboard.
        while self.state() != "idle":
            asked = self.approvals()
            if asked:
                self.screen.key("ctrl+shift+Return")
                wait_for(lambda: self.approvals() != asked, 60, "the answer by keyboard")
            wait_for(lambda: self.approvals() or self.state() == "idle", 120, "the next question or the end of the turn")

        # Accept, by mouse: the button beside the changes, then the dialog's.
        self.screen.click(self.button("changes", lambda box: box.left > 900 and box.top < 300))
        self.screen.click(self.button("accept-dialog", lambda box: 330 < box.left < 1200 and box.top > 500))
        session = wait_for(lambda: self.show(1) if self.show(1)["accepted"] else None, 60, "the accepted commit")
        done = self.screen.picture("accepted")
        self.assertFalse([box for box in self.screen.boxes(done, ACCENT) if 330 < box.left < 900 and box.top > 600 and box.height > 28 and box.width > 120],
                         "the dialog is still there")
        accepted = session["accepted"][0]
        self.assertEqual(git(session["repository"], "rev-parse", accepted["branch"]).decode().strip(), accepted["commit"])
        self.assertIn("lib/words.awk", git(session["repository"], "show", "--stat", "--format=", accepted["branch"]).decode())
        self.assertIsNone(self.window.poll(), "the window ended")


if __name__ == "__main__":
    unittest.main(verbosity=2)
