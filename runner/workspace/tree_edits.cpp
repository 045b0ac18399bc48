#include "runner/workspace/tree_edits.h"

#include "runner/workspace/change_set.h"

#include <QCoreApplication>

#include <algorithm>
#include <span>

namespace pilothouse {

namespace {

using EntryPtr = std::unique_ptr<git_tree_entry, FreeWith<git_tree_entry_free>>;
using BuilderPtr = std::unique_ptr<git_treebuilder, FreeWith<git_treebuilder_free>>;

std::unexpected<Error> cannotEdit()
{
    return gitFailure(
        QCoreApplication::translate("Workspace", "The files cannot be put together: the store is damaged."));
}

/// Trees of old repositories have modes such as 0100664, which nothing new may have.
git_filemode_t canonicalMode(quint32 mode)
{
    if (mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT)
        return static_cast<git_filemode_t>(mode);
    return (mode & 0100) != 0 ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
}

/// Changes one folder after the other, the inner ones first.
class TreeEditor {
public:
    explicit TreeEditor(git_repository *repository) : m_repository(repository) { }

    /// The folder's new tree; nothing when it is empty. The edits are those below `prefix`, by path.
    Result<std::optional<git_oid>> edit(const git_tree *tree, std::span<const TreeEdit> edits, qsizetype prefix)
    {
        git_treebuilder *raw = nullptr;
        if (git_treebuilder_new(&raw, m_repository, tree) != 0)
            return cannotEdit();
        const BuilderPtr builder(raw);
        while (!edits.empty()) {
            const QByteArray &path = edits.front().path;
            const QByteArray name = path.sliced(prefix, nameEnd(path, prefix) - prefix);
            const auto other = std::ranges::find_if(edits, [&](const TreeEdit &edit) {
                return QByteArrayView(edit.path).sliced(prefix, nameEnd(edit.path, prefix) - prefix) != name;
            });
            const size_t count = static_cast<size_t>(other - edits.begin());
            if (const Result<void> done = editEntry(raw, tree, name, edits.first(count), prefix); !done)
                return std::unexpected(done.error());
            edits = edits.subspan(count);
        }
        if (git_treebuilder_entrycount(raw) == 0)
            return std::optional<git_oid>();
        git_oid written{};
        if (git_treebuilder_write(&written, raw) != 0)
            return cannotEdit();
        return std::optional(written);
    }

private:
    static qsizetype nameEnd(const QByteArray &path, qsizetype prefix)
    {
        const qsizetype slash = path.indexOf('/', prefix);
        return slash < 0 ? path.size() : slash;
    }

    /// One name of a folder: the edit of that file itself, if there is one, and those below the folder of that name.
    Result<void> editEntry(git_treebuilder *builder, const git_tree *tree, const QByteArray &name,
        std::span<const TreeEdit> edits, qsizetype prefix)
    {
        const git_tree_entry *old = tree ? git_tree_entry_byname(tree, name.constData()) : nullptr;
        const bool wasFolder = old && git_tree_entry_type(old) == GIT_OBJECT_TREE;
        std::optional<TreeFile> file;
        if (old && !wasFolder)
            file = TreeFile{git_tree_entry_filemode_raw(old), *git_tree_entry_id(old)};
        const bool keepsFile = edits.front().path.size() != prefix + name.size();
        if (!keepsFile) {
            file = edits.front().file;
            edits = edits.subspan(1);
        }
        std::optional<git_oid> folder;
        if (wasFolder)
            folder = *git_tree_entry_id(old);
        if (!edits.empty()) {
            git_tree *rawBelow = nullptr;
            if (wasFolder && git_tree_lookup(&rawBelow, m_repository, git_tree_entry_id(old)) != 0)
                return cannotEdit();
            const TreePtr below(rawBelow);
            const auto edited = edit(rawBelow, edits, prefix + name.size() + 1);
            if (!edited)
                return std::unexpected(edited.error());
            folder = *edited;
        }
        if (file && folder)
            return failure(InvalidArgument,
                QCoreApplication::translate(
                    "Workspace", "“%1” would be a file and a folder at once. Choose both of the changes there or none.")
                    .arg(displayPath(edits.empty() ? name : edits.front().path.first(prefix + name.size()))));
        if (file && keepsFile)
            return {};
        if (file || folder) {
            const git_filemode_t mode = file ? canonicalMode(file->mode) : GIT_FILEMODE_TREE;
            const git_oid &object = file ? file->object : *folder;
            return git_treebuilder_insert(nullptr, builder, name.constData(), &object, mode) == 0 ? Result<void>()
                                                                                                  : cannotEdit();
        }
        if (old && git_treebuilder_remove(builder, name.constData()) != 0)
            return cannotEdit();
        return {};
    }

    git_repository *m_repository;
};

} // namespace

bool isBeforeInFolders(const QByteArray &left, const QByteArray &right)
{
    return std::ranges::lexicographical_compare(left, right, [](char a, char b) {
        const auto rank = [](char c) { return c == '/' ? 0 : 1 + static_cast<unsigned char>(c); };
        return rank(a) < rank(b);
    });
}

Result<std::optional<TreeFile>> fileInTree(const git_tree *tree, const QByteArray &path)
{
    if (!tree || path.isEmpty() || path.contains('\0'))
        return std::optional<TreeFile>();
    git_tree_entry *raw = nullptr;
    const int code = git_tree_entry_bypath(&raw, tree, path.constData());
    if (code == GIT_ENOTFOUND)
        return std::optional<TreeFile>();
    if (code != 0)
        return cannotEdit();
    const EntryPtr entry(raw);
    if (git_tree_entry_type(raw) == GIT_OBJECT_TREE)
        return std::optional<TreeFile>();
    return std::optional(TreeFile{git_tree_entry_filemode_raw(raw), *git_tree_entry_id(raw)});
}

Result<git_oid> editTree(git_repository *repository, const git_tree *tree, std::vector<TreeEdit> edits)
{
    std::ranges::sort(edits, isBeforeInFolders, &TreeEdit::path);
    const auto edited = TreeEditor(repository).edit(tree, edits, 0);
    if (!edited)
        return std::unexpected(edited.error());
    if (*edited)
        return **edited;
    git_treebuilder *raw = nullptr;
    git_oid empty{};
    if (git_treebuilder_new(&raw, repository, nullptr) != 0)
        return cannotEdit();
    const BuilderPtr builder(raw);
    if (git_treebuilder_write(&empty, raw) != 0)
        return cannotEdit();
    return empty;
}

} // namespace pilothouse
