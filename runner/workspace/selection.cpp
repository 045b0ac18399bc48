#include "runner/workspace/selection.h"

#include "runner/workspace/rename_finder.h"
#include "runner/workspace/selected_lines.h"
#include "runner/workspace/selection_tree.h"
#include "runner/workspace/store_files.h"
#include "runner/workspace/tree_edits.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

namespace pilothouse {

namespace {

constexpr qint64 TextLimit = DiffOptions{}.fileBytes; // Above it nothing shows lines.
constexpr qsizetype BinaryProbe = 8000; // As git's buffer_is_binary().

const QByteArray &nameOf(const FileSelection &file)
{
    return file.newPath.isEmpty() ? file.oldPath : file.newPath;
}

std::unexpected<Error> notInChangeSet(const FileSelection &file)
{
    return failure(InvalidArgument,
        QCoreApplication::translate("Workspace", "What is chosen of “%1” is no part of these changes.")
            .arg(displayPath(nameOf(file))));
}

std::unexpected<Error> onlyWhole(const FileSelection &file)
{
    return failure(InvalidArgument,
        QCoreApplication::translate("Workspace", "The change of “%1” can only be taken whole: it is not one of text.")
            .arg(displayPath(nameOf(file))));
}

/// A selected change with its two sides.
struct Change {
    const FileSelection &selected;
    std::optional<TreeFile> before;
    std::optional<TreeFile> after;
    bool isMove = false; ///< The old path goes.

    [[nodiscard]] bool hasTwoNames() const { return before && after && selected.oldPath != selected.newPath; }
    [[nodiscard]] bool isSameContent() const
    {
        return before && after && git_oid_equal(&before->object, &after->object);
    }
    [[nodiscard]] bool isLink() const { return hasMode(GIT_FILEMODE_LINK); }
    [[nodiscard]] bool isSubmodule() const { return hasMode(GIT_FILEMODE_COMMIT); }
    [[nodiscard]] bool isTypeChange() const { return before && after && kind(*before) != kind(*after); }

private:
    static quint32 kind(const TreeFile &file) { return file.mode & 0170000; }
    [[nodiscard]] bool hasMode(quint32 mode) const
    {
        return (before && before->mode == mode) || (after && after->mode == mode);
    }
};

/// What one change leads to: the text of either side or a mixture, under the new name and mode or the old ones.
struct Part {
    enum class Content { Before, After, Mixed };
    Content content = Content::Before;
    bool name = false;
    QByteArray text; ///< Of Mixed.
};

/// Composes what each path gets, file by file, and then the tree.
class Composer {
public:
    Composer(git_repository *repository, SelectionUse use, TreePtr from, TreePtr to)
        : m_repository(repository),
          m_use(use),
          m_from(std::move(from)),
          m_to(std::move(to))
    { }

    Result<git_oid> compose(const std::vector<FileSelection> &files, const std::stop_token &stop)
    {
        for (const FileSelection &file : files) {
            if (stop.stop_requested())
                return wasCancelled();
            if (file.isEmpty())
                continue;
            Result<Change> change = find(file);
            if (!change)
                return std::unexpected(change.error());
            if (const Result<void> asked = change->isMove ? findCopies(stop) : Result<void>(); !asked)
                return std::unexpected(asked.error());
            change->isMove = change->isMove && !m_copies->contains(file.newPath);
            if (m_seen.contains(nameOf(file)))
                return notInChangeSet(file);
            m_seen.insert(nameOf(file));
            const Result<Part> part = partOf(*change);
            if (!part)
                return std::unexpected(part.error());
            if (const Result<void> put = apply(*change, *part); !put)
                return std::unexpected(put.error());
        }
        std::vector<TreeEdit> edits;
        for (auto edit = m_edits.cbegin(); edit != m_edits.cend(); ++edit)
            edits.push_back({edit.key(), edit.value()});
        return editTree(m_repository, (m_use == SelectionUse::Take ? m_from : m_to).get(), std::move(edits));
    }

private:
    [[nodiscard]] Result<Change> find(const FileSelection &file) const
    {
        const Result<std::optional<TreeFile>> sides[] = {fileInTree(m_from.get(), file.oldPath),
            fileInTree(m_to.get(), file.newPath), fileInTree(m_from.get(), file.newPath),
            fileInTree(m_to.get(), file.oldPath)};
        for (const Result<std::optional<TreeFile>> &side : sides) {
            if (!side)
                return std::unexpected(side.error());
        }
        const auto &[before, after, oldAtNewPath, newAtOldPath] = sides;
        Change change{file, *before, *after};
        const bool isThere =
            before->has_value() != file.oldPath.isEmpty() && after->has_value() != file.newPath.isEmpty();
        if (!isThere || (!*before && !*after))
            return notInChangeSet(file);
        // A new name is free before; of what is deleted nothing is there afterwards.
        const bool fits =
            file.oldPath == file.newPath ? *before != *after : !*oldAtNewPath && (*after || !*newAtOldPath);
        if (!fits)
            return notInChangeSet(file);
        change.isMove = change.hasTwoNames() && !*newAtOldPath;
        return change;
    }

    /// Of the files that were made of one that went, the last one is its new name and the others are copies: the trees
    /// alone do not tell, so this compares them, once.
    Result<void> findCopies(const std::stop_token &stop)
    {
        if (m_copies)
            return {};
        const DiffOptions options;
        const auto changes = listTreeChanges(m_repository, m_from.get(), m_to.get(), options.files, stop);
        if (!changes)
            return std::unexpected(changes.error());
        Result<ObjectReaders> readers = ObjectReaders::of(m_repository);
        if (!readers)
            return std::unexpected(readers.error());
        const Result<FoundRenames> found = findRenames(*readers, *changes, options, {}, stop);
        if (!found)
            return std::unexpected(found.error());
        m_copies.emplace();
        QHash<size_t, size_t> last;
        for (size_t i = 0; i < changes->size(); ++i) {
            if (const std::optional<size_t> source = found->source[i]) {
                if (const auto earlier = last.constFind(*source); earlier != last.cend())
                    m_copies->insert((*changes)[*earlier].path);
                last.insert(*source, i);
            }
        }
        return {};
    }

    [[nodiscard]] Result<Part> partOf(const Change &change) const
    {
        const FileSelection &file = change.selected;
        const bool take = m_use == SelectionUse::Take;
        if (file.whole)
            return Part{take ? Part::Content::After : Part::Content::Before, take, {}};
        TakenLines taken{file.removed, file.added};
        TextLines before;
        TextLines after;
        const Result<bool> isText = readTexts(change, before, after);
        if (!isText)
            return std::unexpected(isText.error());
        const bool wantsName = file.properties == take;
        if (!*isText) {
            if (!taken.isEmpty() || !change.before || !change.after || change.isTypeChange())
                return onlyWhole(file);
            return Part{take ? Part::Content::Before : Part::Content::After, wantsName, {}};
        }
        const Result<std::vector<LineEdit>> edits = lineEdits(before, after);
        if (!edits)
            return std::unexpected(edits.error());
        if (!areLinesOf(*edits, taken))
            return notInChangeSet(file);
        if (!take)
            taken = otherLines(*edits, taken);
        const bool none = taken.isEmpty();
        const bool all = otherLines(*edits, taken).isEmpty();

        Part part;
        if (!change.before)
            part.name = !none || (wantsName && (take || all)); // Whether the file is there at all.
        else if (!change.after)
            part.name = all && (!none || wantsName); // Whether it is gone.
        else
            part.name = wantsName || (take && change.hasTwoNames() && !none);
        if (!change.before || !change.after ? all && part.name : all && !none)
            part.content = Part::Content::After;
        else if (!none || (!change.before && part.name))
            part.content = Part::Content::Mixed;
        if (part.content == Part::Content::Mixed)
            part.text = composeLines(before, after, *edits, taken);
        const bool isWhole = part.name == (part.content == Part::Content::After);
        if ((change.isLink() && part.content == Part::Content::Mixed) || (change.isTypeChange() && !isWhole))
            return onlyWhole(file);
        return part;
    }

    /// False when a side is not text. Nothing is read when both are the same.
    Result<bool> readTexts(const Change &change, TextLines &before, TextLines &after) const
    {
        if (change.isSameContent())
            return true;
        if (change.isSubmodule())
            return false;
        for (const auto &[file, text] : {std::pair{&change.before, &before}, std::pair{&change.after, &after}}) {
            if (!*file)
                continue;
            git_blob *raw = nullptr;
            if (git_blob_lookup(&raw, m_repository, &(*file)->object) != 0)
                return gitFailure(ObjectsMissing,
                    QCoreApplication::translate("Workspace", "The session's store is damaged: an object is missing."));
            const BlobPtr blob(raw);
            if (static_cast<qint64>(git_blob_rawsize(raw)) > TextLimit)
                return false;
            QByteArray bytes(
                static_cast<const char *>(git_blob_rawcontent(raw)), static_cast<qsizetype>(git_blob_rawsize(raw)));
            if (QByteArrayView(bytes).first(std::min(bytes.size(), BinaryProbe)).contains('\0'))
                return false;
            *text = TextLines(std::move(bytes));
        }
        return true;
    }

    Result<void> apply(const Change &change, const Part &part)
    {
        const FileSelection &selected = change.selected;
        std::optional<TreeFile> file = part.name ? change.after : change.before;
        if (file && part.content == Part::Content::Mixed) {
            if (git_blob_create_from_buffer(
                    &file->object, m_repository, part.text.constData(), static_cast<size_t>(part.text.size()))
                != 0)
                return gitFailure(
                    QCoreApplication::translate("Workspace", "The chosen lines cannot be written into the store."));
        } else if (file && change.before && change.after) {
            file->object = (part.content == Part::Content::After ? change.after : change.before)->object;
        }
        if (!change.hasTwoNames()) {
            m_edits.insert(nameOf(selected), file);
            return {};
        }
        m_edits.insert(selected.newPath, part.name ? file : std::nullopt);
        if (change.isMove)
            m_edits.insert(selected.oldPath, part.name ? std::nullopt : file);
        return {};
    }

    git_repository *m_repository;
    SelectionUse m_use;
    TreePtr m_from;
    TreePtr m_to;
    QSet<QByteArray> m_seen;
    std::optional<QSet<QByteArray>> m_copies; ///< New paths of files made of one that went under another name.
    QHash<QByteArray, std::optional<TreeFile>> m_edits;
};

Result<ObjectId> composeInStore(
    const QString &store, const Selection &selection, SelectionUse use, const std::stop_token &stop)
{
    const Result<RepositoryPtr> repository = openStore(store);
    if (!repository)
        return std::unexpected(repository.error());
    return composeTree(repository->get(), selection, use, stop).transform(toObjectId);
}

} // namespace

Result<git_oid> composeTree(
    git_repository *repository, const Selection &selection, SelectionUse use, const std::stop_token &stop)
{
    Result<TreePtr> from = findTree(repository, selection.from);
    Result<TreePtr> to = findTree(repository, selection.to);
    if (!from || !to)
        return std::unexpected((from ? to : from).error());
    return Composer(repository, use, std::move(*from), std::move(*to)).compose(selection.files, stop);
}

Result<ObjectId> composeSelection(const QString &store, const Selection &selection, std::stop_token stop)
{
    return composeInStore(store, selection, SelectionUse::Take, stop);
}

Result<ObjectId> composeWithout(const QString &store, const Selection &selection, std::stop_token stop)
{
    return composeInStore(store, selection, SelectionUse::Leave, stop);
}

} // namespace pilothouse
