// Prints how long the workspace's steps take on a repository of 5,000 files and 200 commits, each beside what system
// git takes for the same in the same run (its start included). For information; no limit is set.

#include "runner/workspace/accept.h"
#include "runner/workspace/base_store.h"
#include "runner/workspace/change_set.h"
#include "runner/workspace/session_store.h"
#include "runner/workspace/uncommitted.h"
#include "tests/support/git/test_repository.h"

#include <QElapsedTimer>
#include <QTimeZone>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 5;

/// Milliseconds, the best of several rounds; `prepare` is not counted.
double best(const std::function<void()> &work, const std::function<void()> &prepare = [] { })
{
    double least = 1e9;
    for (int round = 0; round < rounds; ++round) {
        prepare();
        QElapsedTimer clock;
        clock.start();
        work();
        least = std::min(least, double(clock.nsecsElapsed()) / 1e6);
    }
    return least;
}

void print(const char *name, double ours, const char *other, double git)
{
    std::printf("%-44s %8.1f ms   %5.2f x %s (%.1f ms)\n", name, ours, ours / git, other, git);
    std::fflush(stdout);
}

template <class T> T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s (%s)\n", qPrintable(result.error().message), qPrintable(result.error().cause));
        std::exit(1);
    }
    return std::move(*result);
}

QByteArray source(int file, int version)
{
    QByteArray text;
    for (int line = 0; line < 60; ++line)
        text += "int value_" + QByteArray::number(file) + '_' + QByteArray::number(line) + " = "
            + QByteArray::number(line == version % 60 ? version : line) + ";\n";
    return text;
}

QString fileName(int file)
{
    return u"src/part%1/module%2/file%3.cpp"_s.arg(file % 10).arg(file % 97).arg(file);
}

TestRepository makeRepository(const QString &path)
{
    TestRepository repository = TestRepository::create(path);
    for (int file = 0; file < 5000; ++file)
        repository.write(fileName(file), source(file, 0));
    repository.commitAll(u"start"_s);
    for (int commit = 1; commit < 200; ++commit) {
        for (int i = 0; i < 5; ++i)
            repository.write(fileName((commit * 37 + i * 211) % 5000), source((commit * 37 + i * 211) % 5000, commit));
        repository.git({u"commit"_s, u"-q"_s, u"-a"_s, u"-m"_s, u"more"_s});
    }
    repository.git({u"gc"_s, u"-q"_s});
    return repository;
}

} // namespace

int main()
{
    const PersonHome home;
    const QTemporaryDir directory;
    const TestRepository repository = makeRepository(directory.filePath(u"repo"_s));
    const QString store = directory.filePath(u"stores/1.git"_s);
    const QString clone = directory.filePath(u"clone.git"_s);

    const double seeding = best([&] { need(ensureBase(store, repository.path(), {})); },
        [&] { shell(u"rm -rf \"$1/stores\""_s, directory.path()); });
    const double cloning =
        best([&] { repository.git({u"clone"_s, u"-q"_s, u"--bare"_s, u"file://"_s + repository.path(), clone}); },
            [&] { shell(u"rm -rf \"$1/clone.git\""_s, directory.path()); });
    print("seed a new base store", seeding, "git clone --bare file://", cloning);
    print("seed again, nothing new", best([&] { need(ensureBase(store, repository.path(), {})); }),
        "git rev-parse HEAD", best([&] { repository.git({u"rev-parse"_s, u"HEAD"_s}); }));
    print("list uncommitted changes", best([&] { need(listUncommitted(repository.path())); }), "git status",
        best([&] { repository.git({u"--no-optional-locks"_s, u"status"_s, u"--porcelain"_s}); }));

    const BaseSeed seed = need(findBase(store, need(ensureBase(store, repository.path(), {})).commit));
    const QString session = directory.filePath(u"sessions/1.git"_s);
    need(createSessionStore(session, store).transform([] { return 0; }));
    TestGuest guest(directory.filePath(u"guest"_s), store, seed.commit.value);
    QString parent = seed.commit.value;
    QString commit;
    QString pack;
    const double one = best([&] { need(importSnapshot(session, pack, ObjectId(commit), ObjectId(parent))); },
        [&] {
            static int version = 1000;
            parent = guest.head();
            guest.write(fileName(42), source(42, ++version));
            commit = guest.snapshot();
            pack = guest.pack(commit, parent);
        });
    const QString indexing = directory.filePath(u"index.git"_s);
    repository.git({u"clone"_s, u"-q"_s, u"--bare"_s, u"--shared"_s, guest.git().path(), indexing});
    const double fixing = best([&] {
        shell(u"git -C \"$1\" index-pack --stdin --fix-thin --strict < '"_s + pack + u"' >/dev/null"_s, indexing);
    });
    print("import a snapshot of one edit", one, "git index-pack --strict", fixing);

    for (int file = 0; file < 1000; ++file)
        guest.write(fileName(file), source(file, 67));
    parent = guest.head();
    commit = guest.snapshot();
    pack = guest.pack(commit, parent);
    QElapsedTimer clock;
    clock.start();
    need(importSnapshot(session, pack, ObjectId(commit), ObjectId(parent)));
    const double many = double(clock.nsecsElapsed()) / 1e6;
    print("import a snapshot of 1,000 edits", many, "git index-pack --strict", best([&] {
        shell(u"git -C \"$1\" index-pack --stdin --fix-thin --strict < '"_s + pack + u"' >/dev/null"_s, indexing);
    }));
    print("change set of 1,000 edits", best([&] { need(diffTrees(session, seed.commit, ObjectId(commit))); }),
        "git diff --numstat", best([&] { guest.git().git({u"diff"_s, u"--numstat"_s, seed.commit.value, commit}); }));

    AcceptRequest request;
    request.repository = repository.path();
    request.sessionStore = session;
    request.base = seed.commit;
    request.snapshot = ObjectId(commit);
    request.message = u"Accept"_s;
    request.author = {u"A"_s, u"a@b"_s};
    request.moment = QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc());
    request.branch = u"bench"_s;
    clock.start();
    need(accept(request));
    print("accept 1,000 edits", double(clock.nsecsElapsed()) / 1e6, "git diff --numstat",
        best([&] { guest.git().git({u"diff"_s, u"--numstat"_s, seed.commit.value, commit}); }));
    return 0;
}
