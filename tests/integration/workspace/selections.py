"""Makes random changes in a bare git repository, chooses parts of them and says what `git apply` makes of these parts.

usage: selections.py <folder of a new bare repository> <seed> <rounds> <selections a round>

Prints one JSON object a line:
  {"from": commit, "to": commit, "fromTree": tree, "toTree": tree, "files": [...], "taken": tree, "left": tree}
with paths in hexadecimal. "taken" is the tree of `from` after `git apply` of a patch that holds the chosen lines alone,
"left" the same of a patch that holds all the others; null where git refuses the patch. The patches are cut from what
`git diff` prints; nothing here shares code with what is tested.
"""

import json
import os
import random
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
from random_trees import Repository, Trees, import_trees

# --- What `git diff` says, read apart.

class Change:
    """One entry of the raw listing and its sections of the patch."""

    def __init__(self, old_mode, new_mode, status, old, new):
        self.old_mode, self.new_mode, self.status = old_mode, new_mode, status
        self.old, self.new = old, new
        self.sections = []

    @property
    def is_pair(self):
        return self.status in "RC"

    @property
    def is_plain(self):
        """Text of which lines can be taken."""
        modes = {self.old_mode, self.new_mode} - {b"000000"}
        return modes <= {b"100644", b"100755"} and not any(line.startswith(b"GIT binary patch") for section in self.sections for line in section.head)

    @property
    def has_properties(self):
        return self.status in "ADRC" or self.old_mode != self.new_mode


class Section:
    """One "diff --git": the head's lines, and the hunks as (old first line from 0, [lines])."""

    def __init__(self, lines):
        self.head, self.hunks = [], []
        for line in lines:
            if line.startswith(b"@@ ") and not any(l.startswith(b"GIT binary") for l in self.head):
                start, _, count = line.split(b" ")[1][1:].partition(b",")
                new_start, _, new_count = line.split(b" ")[2][1:].partition(b",")
                first = lambda at, n: int(at) - 1 if int(n or b"1") else int(at)
                self.hunks.append((first(start, count), first(new_start, new_count), []))
            elif self.hunks:
                self.hunks[-1][2].append(line)
            else:
                self.head.append(line)


def split_lines(data):
    """Lines with their line feeds; nothing else ends a line."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


DIFF = ["-c", "diff.algorithm=myers", "diff-tree", "-r", "-M", "-C", "--full-index"]


def read_changes(repository, old, new, heuristic):
    raw = repository.git(*DIFF, "--raw", "-z", old, new).split(b"\0")[:-1]
    changes = []
    at = 0
    while at < len(raw):
        old_mode, new_mode, _, _, status = raw[at][1:].split(b" ")
        status = status[:1].decode()
        paths = raw[at + 1:at + (3 if status in "RC" else 2)]
        at += 1 + len(paths)
        changes.append(Change(old_mode, new_mode, status, b"" if status == "A" else paths[0], b"" if status == "D" else paths[-1]))
    sections = []
    for line in split_lines(repository.git(*DIFF, heuristic, "--binary", "-p", old, new)):
        if line.startswith(b"diff --git "):
            sections.append([])
        sections[-1].append(line)
    at = 0
    for change in changes:
        # A change of type is a deletion and an addition.
        count = 2 if change.status == "T" else 1
        for lines in sections[at:at + count]:
            section = Section(lines)
            section.whole = lines
            change.sections.append(section)
        at += count
    assert at == len(sections), "the patch and the listing differ"
    return changes


# --- Selections and their patches.

class Chosen:
    def __init__(self, whole=False, properties=False, removed=(), added=()):
        self.whole, self.properties = whole, properties
        self.removed, self.added = set(removed), set(added)

    def is_empty(self):
        return not (self.whole or self.properties or self.removed or self.added)


def all_lines(change):
    removed, added = [], []
    for section in change.sections:
        for old, new, lines in section.hunks:
            for line in lines:
                if line[:1] == b"-":
                    removed.append(old)
                if line[:1] == b"+":
                    added.append(new)
                old += line[:1] in b" -"
                new += line[:1] in b" +"
    return removed, added


def choose(rng, change, mood):
    if mood == "all" or rng.random() < 0.2:
        return Chosen(whole=True)
    if rng.random() < 0.15:
        return Chosen()
    properties = change.has_properties and rng.random() < 0.3
    if not change.is_plain:
        if change.is_pair and properties:
            return Chosen(properties=True)
        return Chosen(whole=rng.random() < 0.6)
    removed, added = all_lines(change)
    share = rng.choice([0.1, 0.5, 0.9, 1.0])
    chosen = Chosen(False, properties, [n for n in removed if rng.random() < share], [n for n in added if rng.random() < share])
    # Of a deleted file there is no name to take.
    if change.status == "D" and not chosen.removed and removed:
        return Chosen()
    return chosen


def left_by(change, chosen):
    """What is taken when everything but the chosen parts is: (name, removed, added), or None for nothing."""
    removed, added = (set(lines) for lines in all_lines(change))
    if chosen.whole:
        return None
    if chosen.is_empty():
        return (True, removed, added)
    rest = (removed - chosen.removed, added - chosen.added)
    if change.status == "A":
        gone = not rest[1] and (added or chosen.properties)
        return None if gone else (True, *rest)
    if change.status == "D":
        return (True, *rest) if rest[0] or (not removed and not chosen.properties) else None
    # Without its name a copy is nothing; a renamed file goes back with the lines that are left.
    return None if change.status == "C" and chosen.properties else (not chosen.properties, *rest)


def taken_by(change, chosen):
    if chosen.is_empty():
        return None
    if chosen.whole:
        removed, added = (set(lines) for lines in all_lines(change))
        return (True, removed, added)
    lines = bool(chosen.removed or chosen.added)
    return (chosen.properties or (lines and change.status in "ADRC"), chosen.removed, chosen.added)


def patch_of(change, taken):
    """The part of the patch for one change; taken as of taken_by()."""
    if taken is None:
        return b""
    name, removed, added = taken
    name = name and change.has_properties
    complete = all_lines(change)
    everything = len(removed) == len(complete[0]) and len(added) == len(complete[1])
    if everything and (name or not change.has_properties):
        return b"".join(line for section in change.sections for line in section.whole)
    section = change.sections[0]
    if not change.is_plain:
        # The name alone of a pair, or the content alone: only the first can be said in a patch of something binary.
        assert change.is_pair
        return name_alone(section) if name else binary_alone(section)
    hunks = cut_hunks(section, removed, added)
    if not hunks and not name:
        return b""
    if not hunks:
        return name_alone(section)
    return head_of(change, section, name) + hunks


def name_alone(section):
    keep = (b"diff --git ", b"old mode", b"new mode", b"new file mode", b"similarity", b"rename ", b"copy ")
    head = b"".join(line for line in section.head if line.startswith(keep))
    if b"new file mode" in head:
        head += b"index " + b"0" * 40 + b".." + b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n"
    return head


def binary_alone(section):
    old = next(line for line in section.head if line.startswith((b"rename from ", b"copy from "))).split(b" from ", 1)[1].rstrip(b"\n")
    head = b"diff --git %s %s\n" % (side(old, b"a/"), side(old, b"b/"))
    index = next((i for i, line in enumerate(section.whole) if line.startswith(b"index ")), None)
    return b"" if index is None else head + b"".join(section.whole[index:])


def side(name, prefix):
    return b'"' + prefix + name[1:] if name.startswith(b'"') else prefix + name


def head_of(change, section, name):
    dashes = {line[:4]: line for line in section.head if line.startswith((b"--- ", b"+++ "))}
    first = section.head[0]
    if change.status == "D":
        # Some lines stay, so the file does.
        kept = dashes[b"--- "][4:]
        return first + dashes[b"--- "] + b"+++ " + (b'"b' + kept[2:] if kept.startswith(b'"') else b"b" + kept[1:])
    if name:
        drop = (b"index ",)
        return b"".join(line for line in section.head if not line.startswith(drop))
    if change.is_pair:
        old = dashes[b"--- "][4:]
        new = b'"b' + old[2:] if old.startswith(b'"') else b"b" + old[1:]
        strip = lambda text: text.rstrip(b"\n").rstrip(b"\t")
        return b"diff --git %s %s\n--- %s+++ %s" % (strip(old), strip(new), old, new)
    return first + dashes[b"--- "] + dashes[b"+++ "]


def side_by_side(lines):
    """A hunk's lines with each added line behind the removed one that it replaces: the patch means the same."""
    out, old, new = [], [], []

    def flush():
        for n in range(max(len(old), len(new))):
            out.extend(old[n] if n < len(old) else [])
            out.extend(new[n] if n < len(new) else [])
        old.clear()
        new.clear()

    for line in lines:
        if line[:1] == b"-":
            if new:
                flush()
            old.append([line])
        elif line[:1] == b"+":
            new.append([line])
        elif line[:1] == b"\\" and (old or new):
            (new or old)[-1].append(line)
        else:
            flush()
            out.append(line)
    flush()
    return out


def cut_hunks(section, removed, added):
    out = []
    moved = 0
    for old, new, lines in section.hunks:
        kept = []
        changes = False
        old_at, new_at, keeps = old, new, True
        for line in side_by_side(lines):
            sign = line[:1]
            if sign == b"\\":
                if keeps:
                    kept.append(line)
                continue
            keeps = True
            if sign == b"-":
                if old_at in removed:
                    changes = True
                    kept.append(line)
                else:
                    kept.append(b" " + line[1:])
            elif sign == b"+":
                keeps = new_at in added
                changes = changes or keeps
                if keeps:
                    kept.append(line)
            else:
                kept.append(line)
            old_at += sign in b" -"
            new_at += sign in b" +"
        if not changes:
            continue
        count = lambda signs: sum(line[:1] in signs for line in kept)
        old_count, new_count = count((b" ", b"-")), count((b" ", b"+"))
        start = lambda at, n: at + 1 if n else at
        out.append(b"@@ -%d,%d +%d,%d @@\n" % (start(old, old_count), old_count, start(old + moved, new_count), new_count))
        out += kept
        moved += new_count - old_count
    return b"".join(out)


def ranges(numbers):
    out = []
    for number in sorted(numbers):
        if out and out[-1][0] + out[-1][1] == number:
            out[-1][1] += 1
        else:
            out.append([number, 1])
    return out


def applied(repository, base_index, patch, scratch, tree):
    if not patch:
        return tree
    index = os.path.join(scratch, "index")
    shutil.copyfile(base_index, index)
    done = repository.run("apply", "--cached", "--whitespace=nowarn", "-", data=patch, index=index)
    if done.returncode != 0:
        if os.environ.get("SELECTIONS_SHOW"):
            sys.stderr.buffer.write(done.stderr + patch)
        return None
    return repository.git("write-tree", "--missing-ok", index=index).strip().decode()


def main():
    path, seed, rounds, selections = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    rng = random.Random(seed)
    repository = Repository(path)
    made = Trees(rng)
    trees = []
    for number in range(rounds):
        # Files that become folders are in a few small rounds: git refuses a whole patch for one that is taken in part.
        folders = number % 8 == 0
        old = made.base(4 if folders else rng.randrange(1, 40))
        trees += [old, made.changed(old, folders)]
    with tempfile.TemporaryDirectory() as scratch:
        names, tree_names = import_trees(repository, trees, scratch)
        for number in range(0, len(names), 2):
            old, new = names[number:number + 2]
            changes = read_changes(repository, old, new, os.environ.get("SELECTIONS_HEURISTIC", "--indent-heuristic"))
            base_index = os.path.join(scratch, "base")
            if os.path.exists(base_index):
                os.remove(base_index)
            repository.git("read-tree", old, index=base_index)
            for turn in range(selections):
                mood = "all" if turn == 0 and number % 10 == 0 else "some"
                picks = [(change, choose(rng, change, mood)) for change in changes]
                taken = b"".join(patch_of(change, taken_by(change, chosen)) for change, chosen in picks)
                left = b"".join(patch_of(change, left_by(change, chosen)) for change, chosen in picks)
                print(json.dumps({
                    "from": old, "to": new, "fromTree": tree_names[number], "toTree": tree_names[number + 1],
                    "files": [{
                        "old": change.old.hex(), "new": change.new.hex(), "status": change.status,
                        "whole": chosen.whole, "properties": chosen.properties,
                        "removed": ranges(chosen.removed), "added": ranges(chosen.added),
                    } for change, chosen in picks if not chosen.is_empty()],
                    "everything": mood == "all",
                    "changes": len(changes),
                    "taken": applied(repository, base_index, taken, scratch, tree_names[number]),
                    "left": applied(repository, base_index, left, scratch, tree_names[number]),
                }))


if __name__ == "__main__":
    main()
