"""The window is asked to end from outside: by a signal, as a logout, a service manager or Ctrl+C in a terminal does."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from pilothouse_test import BINARY, PilothouseTest, environment, wait_for


class Ending(PilothouseTest):

    def open_window(self):
        """Starts the window and waits for its first frame."""
        window = subprocess.Popen([BINARY, "--data-dir", self.data], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                  env=environment(QT_QPA_PLATFORM="offscreen", PILOTHOUSE_TRACE_START="1"))
        self.addCleanup(window.stderr.close)
        self.addCleanup(window.kill)
        for line in window.stderr:
            if line.startswith("first frame"):
                return window
        self.fail(f"the window did not come, and ended with {window.wait()}")

    def commands_answer(self):
        """The running window has taken the commands' socket: it is past its start."""
        return subprocess.run([BINARY, "list", "--json", "--data-dir", self.data], env=environment(), capture_output=True,
                              timeout=60).returncode == 0

    def assert_ends_in_order(self, window):
        begun = time.monotonic()
        try:
            self.assertEqual(window.wait(20), 0)
        except subprocess.TimeoutExpired:
            self.fail("the window did not end within 20 s")
        self.assertLess(time.monotonic() - begun, 10)
        # The log was closed: everything is in the one file, and it is sound.
        log = os.path.join(self.data, "store", "events.db")
        self.assertFalse(os.path.exists(log + "-wal"))
        with contextlib.closing(sqlite3.connect(log)) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        # What the window remembers was written, as when a person closes it.
        with open(os.path.join(self.data, "settings.ini"), encoding="utf-8") as settings:
            self.assertIn("geometry", settings.read())

    def test_signals_end_it_in_order(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number.name):
                window = self.open_window()
                wait_for(self.commands_answer, 60, "an answer to a command")
                window.send_signal(number)
                self.assert_ends_in_order(window)

    def test_a_signal_at_the_first_frame(self):
        for _ in range(5):
            window = self.open_window()
            window.send_signal(signal.SIGTERM)
            self.assert_ends_in_order(window)


if __name__ == "__main__":
    unittest.main(verbosity=2)
