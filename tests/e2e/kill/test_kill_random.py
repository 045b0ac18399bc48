"""kill -9 at random moments over every phase, several times in one turn. PILOTHOUSE_SEED repeats a run."""

import os
import random
import time
import unittest

from killing import *

ROUNDS = 5
KILLS = 4


class KillAtRandom(KillTest):

    def test_random_moments(self):
        seed = int(os.environ.get("PILOTHOUSE_SEED", random.randrange(1 << 32)))
        print(f"PILOTHOUSE_SEED={seed}", flush=True)
        moments = random.Random(seed)
        for number in range(ROUNDS):
            with self.subTest(round=number):
                if number:
                    self.tearDown()
                    self.setUp()
                self.one_turn(moments)

    def one_turn(self, moments):
        process = self.start("run", "--approve", "always", PROMPT)
        for kill in range(KILLS):
            if kill % 2:
                # Right behind a commit: as soon as the log grew by so many events.
                wanted = len(self.kinds()) + moments.randrange(1, 40)
                wait_for(lambda: process.poll() is not None or len(self.kinds()) >= wanted, 120, "the next events")
            else:
                time.sleep(moments.uniform(0.1, 6))
            self.kill(process)
            wait_for(lambda: os.path.exists(os.path.join(self.data, "store", "events.db")) or self.begin_again(), 60, "the log")
            if not self.kinds():
                process = self.start("run", "--approve", "always", PROMPT)
            else:
                process = self.start("log", "1", "--follow", "--approve", "always")
        out, err = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 0, out + err)
        self.judge_mended()

    def begin_again(self):
        return not os.path.exists(self.data)


if __name__ == "__main__":
    unittest.main(verbosity=2)
