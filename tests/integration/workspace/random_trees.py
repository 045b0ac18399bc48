"""Random trees in a bare git repository, for tests whose judge is git."""

import os
import subprocess

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
    """Trees and changes of them. Without `copies` no content is in two files, without `cuts` every text ends its last line."""

    def __init__(self, rng, copies=True, cuts=True):
        self.rng = rng
        self.copies = copies
        self.cuts = cuts
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

    def cut(self, text):
        if not self.cuts:
            return text
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
                if self.copies and self.rng.random() < 0.2:
                    new[self.path()] = (mode, self.edited(content) if text else content)
            elif dice < 0.58 and text and self.copies:
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


def import_stream(trees, parents):
    yield b"feature done\n"
    for number, (tree, parent) in enumerate(zip(trees, parents), 1):
        yield b"commit refs/heads/t%d\nmark :%d\ncommitter T <t@example.org> 1700000000 +0000\ndata 1\nt\n" % (number, number)
        if parent is not None:
            yield b"from :%d\n" % (parent + 1)
        yield b"deleteall\n"
        for path, (mode, content) in tree.items():
            if mode == 0o160000:
                yield b"M %o %s %s\n" % (mode, content, quoted(path))
            else:
                yield b"M %o inline %s\ndata %d\n%s\n" % (mode, quoted(path), len(content), content)
        yield b"\n"
    yield b"done\n"


def import_trees(repository, trees, scratch, parents=None):
    """Makes a commit of each tree; `parents` has the index of each one's parent. The commits' and the trees' names."""
    marks = os.path.join(scratch, "marks")
    stream = b"".join(import_stream(trees, parents or [None] * len(trees)))
    repository.git("fast-import", "--quiet", "--done", "--export-marks=" + marks, data=stream)
    with open(marks, encoding="ascii") as file:
        commits = dict(line.split() for line in file)
    names = [commits[f":{number}"] for number in range(1, len(trees) + 1)]
    asked = "".join(f"{name}^{{tree}}\n" for name in names).encode()
    return names, repository.git("cat-file", "--batch-check=%(objectname)", data=asked).decode().split()
