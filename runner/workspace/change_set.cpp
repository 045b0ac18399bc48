#include "runner/workspace/change_set.h"

#include "runner/base/visible_text.h"
#include "runner/workspace/file_measure.h"
#include "runner/workspace/rename_finder.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <map>
#include <mutex>

namespace pilothouse {

namespace {

FileChange::Status statusOf(const TreeChange &change)
{
    if (change.isAdded())
        return FileChange::Status::Added;
    if (change.isDeleted())
        return FileChange::Status::Deleted;
    if (kindOfMode(change.oldMode) != kindOfMode(change.newMode))
        return FileChange::Status::TypeChanged;
    return git_oid_equal(&change.oldId, &change.newId) ? FileChange::Status::ModeChanged : FileChange::Status::Modified;
}

FileChange fileChangeOf(const TreeChange &from, const TreeChange &to)
{
    FileChange change;
    change.status = statusOf(to);
    if (!from.isAdded()) {
        change.oldPath = from.path;
        change.oldMode = from.oldMode;
        change.oldBlob = toObjectId(from.oldId);
    }
    if (!to.isDeleted()) {
        change.newPath = to.path;
        change.newMode = to.newMode;
        change.newBlob = toObjectId(to.newId);
    }
    return change;
}

/// The files of a change set, nothing of them measured yet.
QList<FileChange> listFiles(const std::vector<TreeChange> &changes, const FoundRenames &renames)
{
    std::vector<int> usesLeft = renames.uses;
    QList<FileChange> files;
    files.reserve(static_cast<qsizetype>(changes.size()));
    for (size_t i = 0; i < changes.size(); ++i) {
        if (const std::optional<size_t> source = renames.source.empty() ? std::nullopt : renames.source[i]) {
            FileChange change = fileChangeOf(changes[*source], changes[i]);
            // As in git, of several files made from one that went the last is the renamed one.
            change.status = --usesLeft[*source] > 0 ? FileChange::Status::Copied : FileChange::Status::Renamed;
            change.similarity = renames.score[i] * 100 / SimilarityWhole;
            files.append(std::move(change));
        } else if (!changes[i].isDeleted() || renames.uses.empty() || renames.uses[i] == 0) {
            files.append(fileChangeOf(changes[i], changes[i]));
        }
    }
    std::ranges::sort(files, {}, &FileChange::path);
    return files;
}

/// What two trees of a store differ in, by name.
struct ComparedTrees {
    ObjectId oldTree;
    ObjectId newTree;
    std::vector<TreeChange> changes;
};

Result<ComparedTrees> compareTrees(const ObjectReader &reader, const ObjectId &oldTree, const ObjectId &newTree,
    const DiffOptions &options, const std::stop_token &stop)
{
    const Result<TreePtr> before = findTree(reader.repository(), oldTree);
    const Result<TreePtr> after = findTree(reader.repository(), newTree);
    if (!before || !after)
        return std::unexpected((before ? after : before).error());
    Result<std::vector<TreeChange>> changes =
        listTreeChanges(reader.repository(), before->get(), after->get(), options.files, stop);
    if (!changes)
        return std::unexpected(changes.error());
    const auto idOf = [](const TreePtr &tree) { return tree ? toObjectId(*git_tree_id(tree.get())) : ObjectId(); };
    return ComparedTrees{idOf(*before), idOf(*after), std::move(*changes)};
}

/// Everything of two files that their measures depend on.
bool isMeasuredLike(const FileChange &a, const FileChange &b)
{
    return a.oldBlob == b.oldBlob && a.newBlob == b.newBlob && a.oldMode == b.oldMode && a.newMode == b.newMode;
}

void takeMeasures(const FileChange &from, FileChange &to)
{
    to.oldSize = from.oldSize;
    to.newSize = from.newSize;
    to.binary = from.binary;
    to.tooLarge = from.tooLarge;
    to.added = from.added;
    to.removed = from.removed;
    to.oldNature = from.oldNature;
    to.newNature = from.newNature;
}

/// Takes over what is the same in `previous` and measures the rest, in the order of the files.
Result<ChangeSet> finish(ObjectReaders &readers, ComparedTrees trees, const ChangeSet *previous,
    const DiffOptions &options, const std::stop_token &stop, const ChangeSetWatch &watch)
{
    ChangeSet set{trees.oldTree, trees.newTree, {}, 0, 0, {}};
    FoundRenames renames;
    if (options.renames == DiffOptions::Renames::Find) {
        Result<FoundRenames> found =
            findRenames(readers, trees.changes, options, previous ? previous->measured.table : nullptr, stop);
        if (!found)
            return std::unexpected(found.error());
        renames = std::move(*found);
        set.measured.table = renames.table;
    }
    set.files = listFiles(trees.changes, renames);
    if (watch.listed)
        watch.listed(set);

    std::vector<qsizetype> unknown;
    QHash<QByteArrayView, const FileChange *> known;
    if (previous) {
        for (const FileChange &change : previous->files)
            known.insert(change.path(), &change);
    }
    for (qsizetype i = 0; i < set.files.size(); ++i) {
        const FileChange *before = known.value(set.files[i].path());
        if (before && isMeasuredLike(*before, set.files[i]))
            takeMeasures(*before, set.files[i]);
        else
            unknown.push_back(i);
    }
    std::mutex telling;
    FileChange *const files = set.files.data(); // Each thread writes into other files of it.
    const Result<void> measured =
        readers.forEach(unknown.size(), stop, [&](ObjectReader &reader, size_t i) -> Result<void> {
            FileChange &change = files[unknown[i]];
            const Result<void> done = measureFile(reader, change, options, stop);
            if (done && watch.measured) {
                const std::scoped_lock lock(telling);
                watch.measured(unknown[i], change);
            }
            return done;
        });
    if (!measured)
        return std::unexpected(measured.error());
    for (const FileChange &change : std::as_const(set.files)) {
        set.added += change.added;
        set.removed += change.removed;
    }
    return set;
}

/// The tree changes that a change set was made of, by path.
std::map<QByteArray, TreeChange> treeChangesOf(const ChangeSet &set)
{
    std::map<QByteArray, TreeChange> changes;
    for (const FileChange &file : set.files) {
        const auto idOf = [](const ObjectId &id) { return toOid(id).value_or(git_oid{}); };
        if (!file.newPath.isEmpty()) {
            TreeChange &change = changes[file.newPath];
            change.newMode = file.newMode;
            change.newId = idOf(file.newBlob);
        }
        // A copy's old file is still there or told of by another change.
        if (!file.oldPath.isEmpty() && file.status != FileChange::Status::Copied) {
            TreeChange &change = changes[file.oldPath];
            change.oldMode = file.oldMode;
            change.oldId = idOf(file.oldBlob);
        }
    }
    for (auto &[path, change] : changes)
        change.path = path;
    return changes;
}

} // namespace

Result<ChangeSet> diffTrees(const QString &store, const ObjectId &oldTree, const ObjectId &newTree,
    const DiffOptions &options, std::stop_token stop, const ChangeSetWatch &watch)
{
    Result<ObjectReaders> readers = ObjectReaders::open(store, options.threads);
    if (!readers)
        return std::unexpected(readers.error());
    Result<ComparedTrees> trees = compareTrees(readers->first(), oldTree, newTree, options, stop);
    if (!trees)
        return std::unexpected(trees.error());
    return finish(*readers, std::move(*trees), nullptr, options, stop, watch);
}

Result<ChangeSet> updateChangeSet(const QString &store, const ChangeSet &previous, const ObjectId &newTree,
    const DiffOptions &options, std::stop_token stop, const ChangeSetWatch &watch)
{
    Result<ObjectReaders> readers = ObjectReaders::open(store, options.threads);
    if (!readers)
        return std::unexpected(readers.error());
    Result<ComparedTrees> trees = compareTrees(readers->first(), previous.newTree, newTree, options, stop);
    if (!trees)
        return std::unexpected(trees.error());
    std::map<QByteArray, TreeChange> changes = treeChangesOf(previous);
    for (const TreeChange &since : trees->changes) {
        // A file that is new here has its old side from the snapshot before, which is then the base's.
        TreeChange &change = changes.try_emplace(since.path, since).first->second;
        change.newMode = since.newMode;
        change.newId = since.newId;
        if (change.oldMode == change.newMode && git_oid_equal(&change.oldId, &change.newId))
            changes.erase(since.path);
    }
    trees->oldTree = previous.oldTree;
    trees->changes.clear();
    for (auto &[path, change] : changes)
        trees->changes.push_back(std::move(change));
    if (trees->changes.size() > static_cast<size_t>(options.files))
        return tooManyFiles(options.files);
    return finish(*readers, std::move(*trees), &previous, options, stop, watch);
}

Result<QByteArray> readBlob(const QString &store, const ObjectId &blob, qint64 limit)
{
    const Result<std::unique_ptr<ObjectReader>> reader = ObjectReader::open(store);
    const Result<git_oid> oid = toOid(blob);
    if (!reader || !oid)
        return std::unexpected(reader ? oid.error() : reader.error());
    const Result<qint64> size = (*reader)->blobSize(*oid);
    if (!size)
        return std::unexpected(size.error());
    if (*size > limit)
        return failure(LimitExceeded,
            QCoreApplication::translate("Workspace", "The file is larger than Pilothouse shows here (%1 bytes).")
                .arg(*size));
    const Result<BlobPtr> found = (*reader)->blob(*oid);
    if (!found)
        return std::unexpected(found.error());
    return contentOf(found->get()).toByteArray();
}

QString displayPath(const QByteArray &path)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(path);
    if (decoder.hasError()) {
        text.clear();
        for (const char c : path) {
            const auto byte = static_cast<unsigned char>(c);
            text += byte < 0x80
                ? QString(QLatin1Char(c))
                : QStringLiteral("\\x%1").arg(uint(byte), 2, 16, QLatin1Char('0')).toUpper().replace(u'X', u'x');
        }
    }
    return visibleText(text, LineBreaks::Show);
}

} // namespace pilothouse
