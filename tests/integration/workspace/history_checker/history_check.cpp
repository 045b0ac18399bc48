#include "tests/integration/workspace/history_checker/history_check.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/line_diff.h"

#include <QDir>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <optional>
#include <ranges>

using namespace Qt::StringLiterals;

namespace pilothouse::test {

namespace {

/// Runs git on a repository so that nothing but its objects counts: no attributes, no configuration, no program.
class Git {
public:
    explicit Git(const QString &repository)
    {
        for (const QString &folder : {QString(repository + u"/.git"_s), repository}) {
            if (m_folder.isEmpty() && QFileInfo::exists(folder + u"/objects"_s))
                m_folder = QDir(folder).absolutePath();
        }
    }

    [[nodiscard]] const QString &folder() const { return m_folder; }

    std::expected<QByteArray, QString> run(const QStringList &arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GIT_CONFIG_NOSYSTEM"_s, u"1"_s);
        environment.insert(u"GIT_CONFIG_GLOBAL"_s, u"/dev/null"_s);
        environment.insert(u"GIT_ATTR_NOSYSTEM"_s, u"1"_s);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_empty.path());
        process.start(u"git"_s,
            QStringList{u"-c"_s, u"safe.directory=*"_s, u"-c"_s, u"core.bare=true"_s, u"-c"_s,
                u"core.attributesFile=/dev/null"_s, u"--git-dir"_s, m_folder}
                + arguments);
        if (!process.waitForFinished(600'000) || process.exitStatus() != QProcess::NormalExit
            || process.exitCode() != 0)
            return std::unexpected(u"git %1: %2"_s.arg(arguments.join(u' '),
                QString::fromUtf8(process.readAllStandardError() + process.errorString().toUtf8())));
        return process.readAllStandardOutput();
    }

private:
    QString m_folder;
    QTemporaryDir m_empty;
};

/// A changed file as either of both says it.
struct Told {
    QByteArray line; ///< Modes, objects, status and names, to be compared as a whole.
    QByteArray counts;
    int similarity = 0;
    char status = 'M';
    std::vector<LineEdit> edits;
};
using ToldFiles = QMap<QByteArray, Told>; // By path.

/// ":100644 100644 <old> <new> R085", "old path", "new path"; ended by NUL each.
ToldFiles parseRaw(const QByteArray &output)
{
    ToldFiles files;
    const QByteArrayList fields = output.split('\0');
    for (qsizetype i = 0; i + 1 < fields.size();) {
        const QByteArrayList head = fields[i++].sliced(1).split(' ');
        Told told;
        told.status = head[4].front();
        told.similarity = head[4].sliced(1).toInt();
        const QByteArray oldPath = fields[i++];
        const QByteArray newPath = told.status == 'R' || told.status == 'C' ? fields[i++] : oldPath;
        told.line = head[0] + ' ' + head[1] + ' ' + head[2] + ' ' + head[3] + ' ' + told.status + ' ' + oldPath
            + (newPath == oldPath ? QByteArray() : QByteArray(" -> " + newPath));
        files.insert(newPath, told);
    }
    return files;
}

/// "<added>\t<removed>\t<path>", or with an empty path and then both; ended by NUL each.
void parseNumstat(const QByteArray &output, ToldFiles &files)
{
    const QByteArrayList fields = output.split('\0');
    for (qsizetype i = 0; i + 1 < fields.size();) {
        const QByteArray head = fields[i++];
        const qsizetype path = head.indexOf('\t', head.indexOf('\t') + 1) + 1;
        QByteArray name = head.sliced(path);
        if (name.isEmpty()) {
            name = fields[i + 1];
            i += 2;
        }
        files[name].counts = head.first(path - 1);
    }
}

/// "@@ -1,2 +3 @@" of a patch without context.
std::optional<LineEdit> parseHunk(QByteArrayView line)
{
    const auto parseRange = [](QByteArrayView text, int &start, int &count) {
        const qsizetype comma = text.indexOf(',');
        count = comma < 0 ? 1 : text.sliced(comma + 1).toInt();
        start = (comma < 0 ? text : text.first(comma)).toInt() - (count == 0 ? 0 : 1);
    };
    const qsizetype plus = line.indexOf(" +");
    const qsizetype end = line.indexOf(" @@", 4);
    if (!line.startsWith("@@ -") || plus < 0 || end < plus)
        return {};
    LineEdit edit;
    parseRange(line.sliced(4, plus - 4), edit.oldStart, edit.oldCount);
    parseRange(line.sliced(plus + 2, end - plus - 2), edit.newStart, edit.newCount);
    return edit;
}

/// The edits of each file of a patch, in the patch's order. With context, because without it git first cuts off what
/// both files end with, which moves some edits by a few equal lines.
std::vector<std::vector<LineEdit>> parsePatch(const QByteArray &output)
{
    std::vector<std::vector<LineEdit>> files;
    LineEdit hunk; // Where it goes on, and what is left of it.
    bool continues = false;
    for (qsizetype at = 0; at < output.size();) {
        qsizetype end = output.indexOf('\n', at);
        end = end < 0 ? output.size() : end;
        const QByteArrayView line = QByteArrayView(output).sliced(at, end - at);
        at = end + 1;
        if (hunk.oldCount > 0 || hunk.newCount > 0) {
            const char sign = line.isEmpty() ? ' ' : line.front();
            if (sign == '\\')
                continue;
            if (sign == ' ') {
                continues = false;
            } else {
                if (!continues)
                    files.back().push_back({hunk.oldStart, 0, hunk.newStart, 0});
                ++(sign == '-' ? files.back().back().oldCount : files.back().back().newCount);
                continues = true;
            }
            if (sign != '+') {
                ++hunk.oldStart;
                --hunk.oldCount;
            }
            if (sign != '-') {
                ++hunk.newStart;
                --hunk.newCount;
            }
        } else if (line.startsWith("diff --git ")) {
            files.emplace_back();
        } else if (const std::optional<LineEdit> start = parseHunk(line); start && !files.empty()) {
            hunk = *start;
            continues = false;
        }
    }
    return files;
}

std::expected<ToldFiles, QString> askGit(
    const Git &git, const QByteArray &from, const QByteArray &to, const QStringList &options)
{
    const QStringList trees{QString::fromLatin1(from), QString::fromLatin1(to)};
    const QStringList base = QStringList{u"diff-tree"_s, u"-r"_s} + options;
    const auto raw = git.run(base + QStringList{u"--raw"_s, u"-z"_s, u"--no-abbrev"_s} + trees);
    const auto numstat = git.run(base + QStringList{u"--numstat"_s, u"-z"_s} + trees);
    const auto patch = git.run(base + QStringList{u"-p"_s, u"-U1"_s, u"--no-color"_s} + trees);
    if (!raw || !numstat || !patch)
        return std::unexpected(!raw ? raw.error() : !numstat ? numstat.error() : patch.error());
    ToldFiles files = parseRaw(*raw);
    parseNumstat(*numstat, files);
    // The patch names files in the order of the others; a change of type is two of its files.
    std::vector<std::vector<LineEdit>> edits = parsePatch(*patch);
    size_t next = 0;
    for (Told &told : files) {
        if (told.status == 'T')
            next += 2;
        else if (next < edits.size())
            told.edits = std::move(edits[next++]);
    }
    if (next != edits.size())
        return std::unexpected(u"the patch has %1 files instead of %2"_s.arg(edits.size()).arg(next));
    return files;
}

char letterOf(FileChange::Status status)
{
    switch (status) {
    case FileChange::Status::Added:
        return 'A';
    case FileChange::Status::Deleted:
        return 'D';
    case FileChange::Status::Renamed:
        return 'R';
    case FileChange::Status::Copied:
        return 'C';
    case FileChange::Status::TypeChanged:
        return 'T';
    default:
        return 'M';
    }
}

std::expected<ToldFiles, QString> askOurs(const QString &store, const QByteArray &from, const QByteArray &to)
{
    const Result<ChangeSet> set =
        diffTrees(store, ObjectId(QString::fromLatin1(from)), ObjectId(QString::fromLatin1(to)));
    if (!set)
        return std::unexpected(set.error().message + set.error().cause);
    ToldFiles files;
    for (const FileChange &change : set->files) {
        const auto mode = [](quint32 value) { return QByteArray::number(value, 8).rightJustified(6, '0'); };
        const auto id = [](const ObjectId &value) {
            return value.isValid() ? value.value.toLatin1() : QByteArray(40, '0');
        };
        Told told;
        told.status = letterOf(change.status);
        told.similarity = change.similarity;
        told.line = mode(change.oldMode) + ' ' + mode(change.newMode) + ' ' + id(change.oldBlob) + ' '
            + id(change.newBlob) + ' ' + told.status + ' '
            + (told.status == 'R' || told.status == 'C' ? change.oldPath + " -> " + change.newPath : change.path());
        told.counts = change.binary
            ? QByteArray("-\t-")
            : QByteArray(QByteArray::number(change.added) + '\t' + QByteArray::number(change.removed));
        const Result<std::shared_ptr<const LineDiff>> diff = lineDiff(store, change);
        if (!diff)
            return std::unexpected(diff.error().message + diff.error().cause);
        const bool isSubmodule =
            change.newNature.kind == FileKind::Submodule || change.oldNature.kind == FileKind::Submodule;
        if (told.status != 'T' && isSubmodule && change.added + change.removed > 0)
            told.edits = {{0, change.removed, 0, change.added}};
        else if (told.status != 'T' && !(*diff)->transcoded)
            told.edits = (*diff)->edits;
        files.insert(change.path(), told);
    }
    return files;
}

QString describe(const std::vector<LineEdit> &edits)
{
    QString text;
    for (const LineEdit &edit : edits | std::views::take(20))
        text += u" -%1,%2 +%3,%4"_s.arg(edit.oldStart).arg(edit.oldCount).arg(edit.newStart).arg(edit.newCount);
    return text;
}

void compare(const QString &where, const ToldFiles &git, const ToldFiles &ours, HistoryCheck &check)
{
    const auto differ = [&](const QByteArray &path, const QString &what) {
        check.differences.append(where + u' ' + displayPath(path) + u": "_s + what);
    };
    for (auto file = git.begin(); file != git.end(); ++file) {
        ++check.files;
        check.renamed += file->status == 'R' ? 1 : 0;
        check.copied += file->status == 'C' ? 1 : 0;
        check.edits += static_cast<int>(file->edits.size());
        const auto own = ours.find(file.key());
        if (own == ours.end()) {
            differ(file.key(), u"missing; git has "_s + displayPath(file->line));
            continue;
        }
        if (own->line != file->line && own->status == 'C' && file->status == 'C'
            && std::abs(own->similarity - file->similarity) <= 3) {
            check.otherPercentages.append(u"%1 git has %2 (%3 %), we have %4 (%5 %)"_s.arg(where)
                    .arg(displayPath(file->line))
                    .arg(file->similarity)
                    .arg(displayPath(own->line))
                    .arg(own->similarity));
            continue;
        }
        if (own->line != file->line) {
            differ(file.key(), u"git has %1, we have %2"_s.arg(displayPath(file->line), displayPath(own->line)));
            continue;
        }
        if (own->counts != file->counts)
            differ(file.key(), u"git counts %1, we %2"_s.arg(displayPath(file->counts), displayPath(own->counts)));
        if (own->edits != file->edits)
            differ(file.key(), u"git changes%1, we%2"_s.arg(describe(file->edits), describe(own->edits)));
        if (own->similarity != file->similarity)
            check.otherPercentages.append(u"%1 %2: git %3 %, we %4 %"_s.arg(where, displayPath(file.key()))
                    .arg(file->similarity)
                    .arg(own->similarity));
    }
    for (auto file = ours.begin(); file != ours.end(); ++file) {
        if (!git.contains(file.key()))
            differ(file.key(), u"not in git; we have "_s + displayPath(file->line));
    }
}

} // namespace

std::expected<HistoryCheck, QString> checkHistory(
    const QString &repository, const HistoryOptions &options, const std::function<void(int, int)> &progress)
{
    const Git git(repository);
    if (git.folder().isEmpty())
        return std::unexpected(u"There is no git repository at "_s + repository);
    const auto listed = git.run({u"rev-list"_s, u"--parents"_s, u"HEAD"_s});
    const auto empty = git.run({u"hash-object"_s, u"-t"_s, u"tree"_s, u"/dev/null"_s});
    if (!listed || !empty)
        return std::unexpected((listed ? empty : listed).error());
    const QByteArrayList history = listed->trimmed().split('\n');
    HistoryCheck check;
    const auto count = std::min<qsizetype>(options.commits, history.size());
    for (qsizetype i = 0; i < count; ++i) {
        if (progress)
            progress(static_cast<int>(i), static_cast<int>(count));
        const qsizetype at = i * history.size() / count;
        const QByteArrayList commit = history[at].split(' ');
        QByteArray from = commit.size() > 1 ? commit[1] : QByteArray();
        if (options.distance > 0)
            from = at + options.distance < history.size() ? history[at + options.distance].split(' ').front()
                                                          : QByteArray();
        const auto theirs = askGit(git, from.isEmpty() ? empty->trimmed() : from, commit[0], options.gitOptions);
        const auto ours = askOurs(git.folder(), from, commit[0]);
        if (!theirs || !ours)
            return std::unexpected((theirs ? ours : theirs).error());
        compare(QString::fromLatin1(commit[0].first(12)), *theirs, *ours, check);
        ++check.commits;
    }
    return check;
}

} // namespace pilothouse::test
