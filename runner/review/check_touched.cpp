#include "runner/review/check_touched.h"

#include "runner/base/json.h"
#include "runner/review/sensitive_files.h"
#include "runner/workspace/tree_listing.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype PathsNamed = 20;
constexpr qint64 ScriptLimit = 256 * 1024;
constexpr qsizetype FilesRead = 64;

Result<SensitiveFiles> builtInList()
{
    QFile file(QStringLiteral(":/review/check_files.json"));
    if (!file.open(QIODevice::ReadOnly))
        return failure(IoFailed,
            QCoreApplication::translate(
                "CheckTouched", "The list of build and test files is missing from the program."),
            file.errorString());
    return SensitiveFiles::fromJson(file.readAll());
}

Result<SensitiveFiles> ownList(const QStringList &globs)
{
    QJsonArray files;
    for (const QString &glob : globs)
        files.append(QJsonObject{{QStringLiteral("glob"), glob}, {QStringLiteral("tool"), QStringLiteral("check")},
            {QStringLiteral("when"), QStringLiteral("build")}});
    return SensitiveFiles::fromJson(toLine({{QStringLiteral("files"), files}}));
}

QByteArray nameOf(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

/// The words of a command or script that may name a file.
struct FileWords {
    QSet<QByteArray> names; ///< Without the folders in front of them.
    QByteArrayList included; ///< Paths that are read as a part of it: `. lib.sh`, `include rules.mk`.
};

FileWords wordsOf(const QByteArray &text)
{
    static const QByteArray separators(" \t\r\n;&|()<>\"'`=,:{}[]$@\\");
    static const QSet<QByteArray> including{".", "source", "include", "-include", "sinclude", "require", "import"};
    FileWords words;
    bool includes = false;
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && !separators.contains(text[i]))
            continue;
        QByteArray word = text.sliced(begin, i - begin);
        begin = i + 1;
        if (word.isEmpty())
            continue;
        while (word.startsWith("./"))
            word.remove(0, 2);
        if (includes && words.included.size() < FilesRead)
            words.included.append(word);
        includes = including.contains(word);
        words.names.insert(nameOf(word));
    }
    words.names.remove({});
    return words;
}

class Search {
public:
    Search(const QString &store, const ObjectId &base, SensitiveFiles list, SensitiveFiles own, const QString &command)
        : m_store(store),
          m_base(base),
          m_list(std::move(list)),
          m_own(std::move(own)),
          m_named(wordsOf(command.toUtf8()).names)
    {
        // What the files that decide call and include; those of the base, since changed ones count by themselves.
        const auto root = listTree(store, base, {});
        for (const TreeEntry &entry : root.value_or(std::vector<TreeEntry>())) {
            if (!entry.isFolder() && (m_list.find(entry.path).has_value() || m_named.contains(entry.path)))
                read(entry);
        }
        for (const QString &word : command.split(u' ', Qt::SkipEmptyParts)) {
            if (word.contains(u'/'))
                read(word.toUtf8());
        }
    }

    [[nodiscard]] bool decides(const FileChange &change) const
    {
        return m_list.find(change) || m_own.find(change) || isNamed(change.oldPath) || isNamed(change.newPath)
            || m_included.contains(change.oldPath) || m_included.contains(change.newPath)
            || (isCalled(change) && isProgram(change));
    }

private:
    void read(QByteArray path)
    {
        while (path.startsWith("./"))
            path.remove(0, 2);
        if (const auto entry = findInTree(m_store, m_base, path); entry && !entry->isFolder())
            read(*entry);
    }
    void read(const TreeEntry &entry)
    {
        if (m_read.contains(entry.path) || m_read.size() >= FilesRead || entry.size > ScriptLimit)
            return;
        m_read.insert(entry.path);
        const auto text = readBlob(m_store, entry.object, ScriptLimit);
        if (!text)
            return;
        const FileWords words = wordsOf(*text);
        m_called.unite(words.names);
        const QByteArray folder = entry.path.first(entry.path.lastIndexOf('/') + 1);
        for (const QByteArray &included : words.included) {
            for (const QByteArray &path : {included, QByteArray(folder + included)}) {
                m_included.insert(path);
                read(path);
            }
        }
    }
    [[nodiscard]] bool isNamed(const QByteArray &path) const
    {
        return !path.isEmpty() && m_named.contains(nameOf(path));
    }
    [[nodiscard]] bool isCalled(const FileChange &change) const
    {
        return m_called.contains(nameOf(change.path())) || m_called.contains(nameOf(change.oldPath));
    }
    [[nodiscard]] bool isProgram(const FileChange &change) const
    {
        return change.oldMode == 0100755 || change.newMode == 0100755 || change.oldMode == 0120000
            || change.newMode == 0120000 || isScript(change.oldBlob, change.oldSize)
            || isScript(change.newBlob, change.newSize);
    }
    [[nodiscard]] bool isScript(const ObjectId &blob, qint64 size) const
    {
        if (!blob.isValid() || size > ScriptLimit)
            return false;
        const auto text = readBlob(m_store, blob, ScriptLimit);
        return text && text->startsWith("#!");
    }

    QString m_store;
    ObjectId m_base;
    SensitiveFiles m_list;
    SensitiveFiles m_own;
    QSet<QByteArray> m_named; ///< By the command.
    QSet<QByteArray> m_called; ///< Names in files that the command reads.
    QSet<QByteArray> m_included; ///< Paths.
    QSet<QByteArray> m_read;
};

} // namespace

Result<TouchedFiles> touchedFiles(const QString &store, const ObjectId &base, const ObjectId &tree,
    const CheckDefinition &check, std::stop_token stop)
{
    auto list = builtInList();
    if (!list)
        return std::unexpected(list.error());
    auto own = ownList(check.files);
    if (!own)
        return std::unexpected(own.error());
    const auto changes = diffTrees(store, base, tree, {.renames = DiffOptions::Renames::Ignore}, stop);
    if (!changes)
        return std::unexpected(changes.error());
    const Search search(store, base, std::move(*list), std::move(*own), check.command);
    TouchedFiles touched;
    for (const FileChange &change : changes->files) {
        if (!search.decides(change))
            continue;
        if (touched.count++ < PathsNamed)
            touched.paths.append(displayPath(change.path()));
    }
    return touched;
}

} // namespace pilothouse
