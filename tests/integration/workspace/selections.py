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
import subprocess
import sys
import tempfile

LINES = [b"", b"}", b"{", b"    return;", b"    }", b"\tx = 1", b"#endif", b"end", b"\xe9t\xe9", b"a\rb", b"- minus", b"+ plus",
         b"@@ -1 +1 @@", b"diff --git a/x b/x", b"\\ No newline at end of file", b" "]


class Repository:
    def __init__(self, path):
        self.path = path = os.path.abspath(path)
        self.environment = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, GIT_DIR=path, LC_ALL="C")
        for name in ("GIT_INDEX_FILE", "GIT_WORK_TREE"):
            self.environment.pop(name, None)
        self.git("init", "-q", "--bare", path)

    def run(self, *arguments, data=b"", index=None):
        environment = dict(self.environment, GIT_INDEX_FILE=index) if index else self.environment
        return subprocess.run(["git", *arguments], input=data, env=environment, capture_output=True, cwd=self.path if os.path.isdir(self.path) else None)

    def git(self, *arguments, data=b"", index=None):
        done = self.run(*arguments, data=data, index=index)
        if done.returncode != 0:
            raise SystemExit(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
        return done.stdout


# --- Random trees. A tree is a dictionary: path (bytes) -> (mode, content); a submodule's content is its commit.

class Trees:
    def __init__(self, rng):
        self.rng = rng
        self.counter = 0

    def line(self):
        if self.rng.random() < 0.45:
            return self.rng.choice(LINES)
        self.counter += 1
        return b"line %d of %d" % (self.counter, self.rng.randrange(1000))

    def lines(self, most):
        return [self.line() for _ in range(self.rng.randrange(most + 1))]

    def text(self, most=40):
        ending = self.rng.choice([b"\n", b"\n", b"\r\n"])
        text = b"".join(line + (ending if self.rng.random() < 0.97 else b"\n") for line in self.lines(most))
        return self.cut(text) if self.rng.random() < 0.25 else text

    @staticmethod
    def cut(text):
        return text[:-1] if text.endswith(b"\n") else text + b"\n" if text else text

    def edited(self, text):
        lines = text.split(b"\n")
        last = lines.pop()
        lines = [line + b"\n" for line in lines] + ([last] if last else [])
        for _ in range(self.rng.randrange(1, 6)):
            at = self.rng.randrange(len(lines) + 1)
            gone = self.rng.randrange(4)
            ending = b"\r\n" if any(b"\r\n" in line for line in lines) else b"\n"
            fresh = [line + ending for line in self.lines(3)]
            if fresh and at > 0 and at == len(lines) and not lines[at - 1].endswith(b"\n"):
                lines[at - 1] += b"\n"
            lines[at:at + gone] = fresh
        if lines and self.rng.random() < 0.1:
            lines = [line.replace(b"\r\n", b"\n") if b"\r\n" in line else line.replace(b"\n", b"\r\n") for line in lines]
        made = b"".join(lines)
        return self.cut(made) if self.rng.random() < 0.2 else made

    def binary(self):
        return bytes(self.rng.randrange(256) for _ in range(self.rng.randrange(1, 200))) + b"\0" 

    def path(self):
        self.counter += 1
        folder = self.rng.choice([b"", b"", b"src/", b"src/deep/", b"a b/", b"docs/x/y/"])
        name = self.rng.choice([b"file", b"a b", b"t\xc3\xbcr", b"quo\"te", b"tab\there", b"new\nline", b"raw\xff", b"dash-", b"x.y"])
        return folder + name + b"%d" % self.counter

    def mode(self):
        return 0o100755 if self.rng.random() < 0.2 else 0o100644

    def file(self):
        kind = self.rng.random()
        if kind < 0.75:
            return (self.mode(), self.text())
        if kind < 0.85:
            return (self.mode(), self.binary())
        if kind < 0.93:
            return (0o120000, self.rng.choice([b"target%d", b"../t%d", b"t\n%d"]) % self.rng.randrange(50))
        if kind < 0.96:
            return (0o160000, b"%040x" % self.rng.getrandbits(160))
        return (self.mode(), b"")

    def base(self, size):
        return {self.path(): self.file() for _ in range(size)}

    def changed(self, old, folders):
        new = dict(old)
        for path, (mode, content) in old.items():
            plain = mode in (0o100644, 0o100755)
            text = plain and b"\0" not in content
            dice = self.rng.random()
            if dice < 0.15:
                continue
            if dice < 0.25:
                del new[path]
            elif dice < 0.33 and plain:
                new[path] = (mode ^ 0o111, content)
            elif dice < 0.40 and text:
                new[path] = (mode ^ 0o111, self.edited(content))
            elif dice < 0.52 and plain:
                del new[path]
                new[self.path()] = (mode if self.rng.random() < 0.8 else mode ^ 0o111,
                                    self.edited(content) if text and self.rng.random() < 0.7 else content)
                if self.rng.random() < 0.2:
                    new[self.path()] = (mode, self.edited(content) if text else content)
            elif dice < 0.58 and text:
                new[path] = (mode, self.edited(content))
                new[self.path()] = (mode, self.edited(content) if self.rng.random() < 0.7 else content)
            elif dice < 0.62 and plain:
                new[path] = (0o120000, b"elsewhere")
            elif dice < 0.66 and mode == 0o120000:
                new[path] = (0o100644, self.text())
            elif folders and dice < 0.72 and plain:
                del new[path]
                new[path + b"/inner"] = (mode, self.text())
            elif text:
                new[path] = (mode, self.edited(content))
            elif plain:
                new[path] = (mode, self.binary())
            elif mode == 0o120000:
                new[path] = (mode, b"other%d" % self.rng.randrange(50))
            else:
                new[path] = (mode, b"%040x" % self.rng.getrandbits(160))
        for _ in range(self.rng.randrange(6)):
            new[self.path()] = self.file()
        return new


def quoted(path):
    return b'"' + b"".join(b"\\%03o" % c if c in b'"\\\n\t' or c > 126 or c < 32 else bytes([c]) for c in path) + b'"'


def import_stream(trees):
    yield b"feature done\n"
    for number, tree in enumerate(trees, 1):
        yield b"commit refs/heads/t%d\nmark :%d\ncommitter T <t@example.org> 1700000000 +0000\ndata 1\nt\ndeleteall\n" % (number, number)
        for path, (mode, content) in tree.items():
            if mode == 0o160000:
                yield b"M %o %s %s\n" % (mode, content, quoted(path))
            else:
                yield b"M %o inline %s\ndata %d\n%s\n" % (mode, quoted(path), len(content), content)
        yield b"\n"
    yield b"done\n"


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


def cut_hunks(section, removed, added):
    out = []
    moved = 0
    for old, new, lines in section.hunks:
        kept = []
        changes = False
        old_at, new_at, keeps = old, new, True
        for line in lines:
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
        marks = os.path.join(scratch, "marks")
        repository.git("fast-import", "--quiet", "--done", "--export-marks=" + marks, data=b"".join(import_stream(trees)))
        with open(marks, encoding="ascii") as file:
            commits = dict(line.split() for line in file)
        names = [commits[f":{number}"] for number in range(1, len(trees) + 1)]
        shown = repository.git("cat-file", "--batch-check=%(objectname)", data="".join(f"{name}^{{tree}}\n" for name in names).encode())
        tree_names = shown.decode().split()
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


main()
