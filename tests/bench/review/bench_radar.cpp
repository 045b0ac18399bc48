// Prints how long it takes to merge 20 live change sets with each other (190 pairs) and with a branch that moved, in a
// repository of 5,000 and one of 50,000 files, beside what `git merge-tree` takes for the same pairs in the same run
// (its start included). Wall time and processor time. For information; no limit is set.

#include "runner/workspace/merge_radar.h"
#include "tests/support/git/test_repository.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace pilothouse;
using namespace pilothouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int Sessions = 20;
constexpr int FilesChanged = 40;

QByteArray fileName(int file)
{
    return "src/part" + QByteArray::number(file % 10) + "/module" + QByteArray::number(file % 97) + "/file"
        + QByteArray::number(file) + ".cpp";
}

/// 60 lines, of which one differs by its version.
QByteArray source(int file, int line = -1, int version = 0)
{
    QByteArray text;
    for (int i = 0; i < 60; ++i)
        text += "int value_" + QByteArray::number(file) + '_' + QByteArray::number(i) + " = "
            + QByteArray::number(i == line ? 1000 + version : i) + ";\n";
    return text;
}

QByteArray put(const QByteArray &path, const QByteArray &text)
{
    return "M 100644 inline " + path + "\ndata " + QByteArray::number(text.size()) + '\n' + text + '\n';
}

QByteArray commit(const QByteArray &branch, const QByteArray &parent)
{
    return "commit refs/heads/" + branch + "\ncommitter T <t@example.org> 1700000000 +0000\ndata 1\nt\n"
        + (parent.isEmpty() ? QByteArray() : QByteArray("from " + parent + '\n'));
}

void import(const TestRepository &repository, const QByteArray &stream)
{
    repository.git({u"fast-import"_s, u"--quiet"_s}, stream);
}

/// What a session changes: a third of its files lie where others change files, too, two sessions each in the same
/// lines.
QByteArray sessionChanges(int session, int files, const QByteArray &base)
{
    QByteArray stream = commit("work", base);
    for (int i = 0; i < FilesChanged; ++i) {
        const bool shared = i % 3 == 0;
        const int file = shared ? i * 7 % files : (session * 211 + i * 37) % files;
        stream += put(fileName(file), source(file, shared ? session / 2 * 6 : 5, session));
    }
    const int renamed = (session * 389 + 11) % files;
    stream += "D " + fileName(renamed) + '\n';
    stream += put("src/renamed" + QByteArray::number(session) + ".cpp", source(renamed, 30, session));
    stream += put("src/new" + QByteArray::number(session) + ".cpp", source(files + session));
    return stream;
}

struct Spent {
    double wall = 0; ///< Milliseconds.
    double processor = 0; ///< Of this process.
};

template <class Work> Spent measure(Work work)
{
    QElapsedTimer clock;
    const std::clock_t before = std::clock();
    clock.start();
    work();
    return {double(clock.nsecsElapsed()) / 1e6, double(std::clock() - before) * 1000 / CLOCKS_PER_SEC};
}

std::vector<RadarFinding> compare(MergeRadar &radar, const std::vector<LiveChanges> &live)
{
    auto findings = radar.compare(live);
    if (!findings) {
        std::fprintf(stderr, "%s (%s)\n", qPrintable(findings.error().message), qPrintable(findings.error().cause));
        std::exit(1);
    }
    return std::move(*findings);
}

void run(const QString &folder, int files)
{
    const TestRepository base = TestRepository::create(folder + u"/base.git"_s, {u"--bare"_s});
    QByteArray stream = commit("main", {});
    for (int file = 0; file < files; ++file)
        stream += put(fileName(file), source(file));
    import(base, stream);
    const QByteArray start = base.git({u"rev-parse"_s, u"main"_s});
    stream = commit("main", start);
    for (int i = 0; i < 100; ++i)
        stream += put(fileName(i * 13 % files), source(i * 13 % files, 50, 7));
    import(base, stream);
    const ObjectId moved(QString::fromLatin1(base.git({u"rev-parse"_s, u"main"_s})));

    std::vector<LiveChanges> live;
    for (int session = 0; session < Sessions; ++session) {
        const TestRepository store = TestRepository::create(folder + u"/%1.git"_s.arg(session), {u"--bare"_s});
        store.write(u"objects/info/alternates"_s, base.path().toUtf8() + "/objects\n");
        import(store, sessionChanges(session, files, start));
        live.push_back({store.path(), ObjectId(QString::fromLatin1(start)),
            ObjectId(QString::fromLatin1(store.git({u"rev-parse"_s, u"work"_s})))});
    }

    MergeRadar radar;
    std::vector<RadarFinding> findings;
    const Spent first = measure([&] { findings = compare(radar, live); });
    const auto clashing = std::ranges::count_if(findings, [](const RadarFinding &one) { return !one.clashes.empty(); });
    const Spent again = measure([&] { compare(radar, live); });
    // One session goes on: its pairs alone are new.
    const TestRepository changing(live.front().store);
    import(changing, commit("work", "refs/heads/work^0") + put(fileName(1), source(1, 2, 99)));
    live.front().tip = ObjectId(QString::fromLatin1(changing.git({u"rev-parse"_s, u"work"_s})));
    const Spent one = measure([&] { compare(radar, live); });
    live.push_back({base.path(), moved, moved});
    const Spent branch = measure([&] { compare(radar, live); });

    // Git reads one object store.
    const TestRepository all = TestRepository::create(folder + u"/all.git"_s, {u"--bare"_s});
    QByteArray alternates;
    for (const LiveChanges &changes : live)
        alternates += changes.store.toUtf8() + "/objects\n";
    all.write(u"objects/info/alternates"_s, alternates);
    const Spent git = measure([&] {
        for (const RadarFinding &finding : findings)
            shell(u"git merge-tree --write-tree --no-messages %1 %2 || true"_s.arg(
                      live[finding.first].tip.value, live[finding.second].tip.value),
                all.path());
    });

    std::printf("%d files, %d change sets of %d files, %zu pairs, %td with conflicts\n", files, Sessions,
        FilesChanged + 2, findings.size(), clashing);
    const auto print = [&git](const char *name, const Spent &spent) {
        std::printf("  %-44s %8.1f ms wall, %8.1f ms processor, %6.4f x git\n", name, spent.wall, spent.processor,
            spent.wall / git.wall);
    };
    print("all pairs", first);
    print("again, nothing changed", again);
    print("one session went on", one);
    print("with a branch that moved", branch);
    std::printf("  %-44s %8.1f ms wall\n", "git merge-tree, pair by pair", git.wall);
    std::fflush(stdout);
}

} // namespace

int main()
{
    const PersonHome home;
    for (const int files : {5'000, 50'000}) {
        const QTemporaryDir folder;
        run(folder.path(), files);
    }
    return 0;
}
