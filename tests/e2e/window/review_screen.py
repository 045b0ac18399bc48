"""A review in the real window on a display of its own: opening it on a session that is there, and pictures as evidence."""

import os
import shutil
import signal
import subprocess

from fake_agent import ScriptedAgentTest
from pilothouse_test import BINARY, SHARED, wait_for
from test_window import Screen

WARNING_SOFT = "#fdf3dc"
ADDED = "#e7f6ed"
REMOVED = "#fdecec"


class ReviewScreenTest(ScriptedAgentTest):

    window = None

    def open_window(self, pictures, **more):
        folder = os.path.join(SHARED, pictures)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.screen = Screen(folder)
        self.window = subprocess.Popen(
            [BINARY, "--data-dir", self.data], stdin=subprocess.DEVNULL,
            env=self.screen.environment() | {"PILOTHOUSE_AGENTS": self.agents} | more)
        try:
            wait_for(self.screen.shows_window, 60, "the window")
        except AssertionError:
            self.tearDown() # unittest leaves it out where the setting up failed
            raise

    def tearDown(self):
        if not self.window:
            return super().tearDown()
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

    def looks(self, name, fits, what):
        """Waits until a picture fits; it is kept, and what `fits` says of it answered."""
        def look():
            picture = self.screen.picture(name)
            found = fits(picture)
            if not found:
                os.remove(picture)
                self.screen.count -= 1
            return found
        return wait_for(look, 60, what)

    def shows(self, name, colour, where, least=60):
        """The areas of a colour at a place, as soon as a picture has some."""
        return self.looks(name, lambda picture: [box for box in self.screen.boxes(picture, colour, least) if where(box)],
                          f"what the picture “{name}” has to show")

    def shows_none(self, name, colour, where, least=60):
        self.looks(name, lambda picture: not [box for box in self.screen.boxes(picture, colour, least) if where(box)],
                   f"what the picture “{name}” must not show any more")

    def review(self):
        return self.json("review", "1")[0]

    def file(self, path):
        return next(file for file in self.review()["files"] if file["path"] == path)
