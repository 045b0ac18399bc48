"""kill -9 at random moments over every phase, several times in one turn. PILOTHOUSE_SEED repeats a run."""

import os
import random
import time
import unittest

from judged import JudgedKillTest
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


class KillAtRandomJudged(JudgedKillTest):
    """Twenty-four moments, half of them between a commit and its acknowledgement."""

    SESSIONS = 4
    # The first falls into the preparing, the last into the accept.
    KILLS = ("preparing", "unacknowledged", "plain", "unacknowledged", "unacknowledged", "accept")

    def test_random_moments(self):
        seed = int(os.environ.get("PILOTHOUSE_SEED", random.randrange(1 << 32)))
        print(f"PILOTHOUSE_SEED={seed}", flush=True)
        moments = random.Random(seed)
        unacknowledged = 0
        for number in range(self.SESSIONS):
            with self.subTest(session=number):
                if number:
                    self.doCleanups()
                    self.tearDown()
                    self.setUp()
                unacknowledged += self.one_session(moments)
        self.assertGreaterEqual(2 * unacknowledged, self.SESSIONS * (len(self.KILLS) - 1))

    def one_session(self, moments):
        process = self.start_session("/play work 3")
        time.sleep(moments.uniform(0.05, 1.2))
        self.kill(process)
        self.kills += 1
        if self.kinds():
            self.go_on_to_the_end()
        else:
            self.finish(self.start_session("/play work 3"))
        unacknowledged = 0
        for how in self.KILLS[1:-1]:
            target = len(self.kinds()) + moments.randrange(1, 45)
            process = self.start_prompt("/play work 3")
            if how == "plain":
                self.kill_at(process, target)
            else:
                unacknowledged += self.kill_unacknowledged(process, target)
            self.go_on_to_the_end()
        self.judge_by_the_lists()
        self.kill_while_it_accepts(moments)
        return unacknowledged

    def kill_while_it_accepts(self, moments):
        process = self.start("accept", "1", "--branch", "work")
        wait_for(lambda: process.poll() is not None or ACCEPT_STARTED in self.kinds(), 60, "the accept")
        time.sleep(moments.uniform(0, 0.01))
        self.kill(process)
        self.run_command("log", "1", "--follow")
        session = wait_for(lambda: self.show(1) if self.show(1)["accepted"] else None, 60, "the accept of another process")
        self.assertEqual(len(session["accepted"]), 1)
        commit = git(self.repository, "rev-parse", "refs/heads/work").decode().strip()
        self.assertEqual(session["accepted"][0]["commit"], commit)
        self.assertEqual(tree_hashes(self.repository, commit),
                         {path: value for path, value in self.disk(1).items() if not path.startswith(".git/")})


if __name__ == "__main__":
    unittest.main(verbosity=2)
