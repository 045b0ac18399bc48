"""Makes random changes of random trees in a bare git repository and says what `git merge-tree` makes of each pair.

usage: merges.py <folder of a new bare repository> <seed> <rounds> <sides a round>

Prints one JSON object a line: {"base": commit, "tips": [commits], "pairs": [{"first", "second", "tree", "conflicts", "split"}]};
"tree" is null where git finds conflicts, and "conflicts" are their paths in hexadecimal. "split" says that git could
not tell where a folder went, which is a conflict that has no path.
"""

import json
import random
import sys
import tempfile

sys.dont_write_bytecode = True
from random_trees import Repository, Trees, import_trees


class Sides(Trees):
    def side(self, base, folder_moves):
        """A change that meets others: few files, names that others choose too, sometimes a whole folder renamed."""
        new = dict(base)
        kept = [path for path in base if self.rng.random() < 0.6]
        touched = {path: base[path] for path in base if path not in kept}
        changed = self.changed(touched, self.rng.random() < 0.1)
        for path in touched:
            new.pop(path, None)
        new.update(changed)
        for _ in range(self.rng.randrange(2)):
            path = self.rng.choice([b"new", b"src/new", b"docs/x/new"])
            if not any(other.startswith(path + b"/") for other in new):
                new[path] = (0o100644, self.rng.choice([b"one\n", b"two\n", b"one\ntwo\n"]))
        if folder_moves and self.rng.random() < 0.3:
            old, fresh = self.rng.choice([(b"src/", b"lib/"), (b"docs/x/", b"docs/z/"), (b"src/deep/", b"deep/"), (b"docs/", b"text/")])
            new = {fresh + path[len(old):] if path.startswith(old) else path: file for path, file in new.items()}
        return new


def git_merge(repository, one, two):
    done = repository.run("merge-tree", "--write-tree", "-z", one, two)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode(errors="replace"))
    tree, *entries = done.stdout.split(b"\0")
    if done.returncode == 0:
        return tree.decode(), [], False
    stages = {}
    for entry in entries:
        if not entry:
            break  # Messages follow.
        facts, path = entry.split(b"\t", 1)
        stages.setdefault(path, set()).add(facts.split(b" ")[2])
    # The old name of a file with two new ones: there is nothing to decide there.
    return None, sorted(path for path, found in stages.items() if found != {b"1"}), b"directory rename split" in done.stdout


def main():
    path, seed, rounds, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    rng = random.Random(seed)
    repository = Repository(path)
    # Which of two new files with the content of one that went is its new name is chance. Before 2.44 git did not count
    # a last line without a line feed when it looked for renames.
    version = tuple(int(part) for part in repository.git("version").split()[2].split(b".")[:2])
    made = Sides(rng, copies=False, cuts=version >= (2, 44))
    trees, parents = [], []
    for number in range(rounds):
        base = made.base(rng.randrange(2, 14))
        at = len(trees)
        trees += [base] + [made.side(base, number % 3 == 0) for _ in range(count)]
        parents += [None] + [at] * count
    with tempfile.TemporaryDirectory() as scratch:
        names, _ = import_trees(repository, trees, scratch, parents)
    for at in range(0, len(names), count + 1):
        base, *tips = names[at:at + count + 1]
        pairs = []
        for first in range(count):
            for second in range(first + 1, count):
                tree, conflicts, split = git_merge(repository, tips[first], tips[second])
                pairs.append({"first": first, "second": second, "tree": tree, "conflicts": [path.hex() for path in conflicts], "split": split})
        print(json.dumps({"base": base, "tips": tips, "pairs": pairs}))


if __name__ == "__main__":
    main()
