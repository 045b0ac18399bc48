#include "runner/workspace/line_endings.h"

#include "runner/workspace/change_set.h"
#include "runner/workspace/tree_changes.h"

#include <QCoreApplication>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype BinaryProbe = 8000; // As git's buffer_is_binary().

bool isPlainFile(quint32 mode)
{
    return (mode & 0170000) == 0100000;
}

Result<QByteArray> readText(git_repository *repository, const git_oid &id)
{
    git_blob *raw = nullptr;
    if (git_blob_lookup(&raw, repository, &id) != 0)
        return gitFailure(ObjectsMissing,
            QCoreApplication::translate("Workspace", "The session's store is damaged: an object is missing."));
    const BlobPtr blob(raw);
    if (static_cast<qint64>(git_blob_rawsize(raw)) > DiffOptions{}.fileBytes)
        return QByteArray();
    return QByteArray(
        static_cast<const char *>(git_blob_rawcontent(raw)), static_cast<qsizetype>(git_blob_rawsize(raw)));
}

enum class TextRule { Never, Always, IfText };

Result<TextRule> textRule(git_repository *repository, const git_oid &base, const QByteArray &path)
{
    git_attr_options options = GIT_ATTR_OPTIONS_INIT;
    options.flags = GIT_ATTR_CHECK_INCLUDE_COMMIT | GIT_ATTR_CHECK_NO_SYSTEM;
    options.attr_commit_id = base;
    const char *values[3] = {};
    const char *names[3] = {"text", "crlf", "eol"};
    if (git_attr_get_many_ext(values, repository, &options, path.constData(), std::size(names), names) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "The attributes of the files cannot be read."));
    // "crlf" is what "text" was called once.
    const char *text = GIT_ATTR_IS_UNSPECIFIED(values[0]) ? values[1] : values[0];
    if (GIT_ATTR_IS_FALSE(text))
        return TextRule::Never;
    if (GIT_ATTR_IS_TRUE(text) || (GIT_ATTR_HAS_VALUE(text) && qstrcmp(text, "input") == 0))
        return TextRule::Always;
    if (GIT_ATTR_HAS_VALUE(text) && qstrcmp(text, "auto") == 0)
        return TextRule::IfText;
    return GIT_ATTR_HAS_VALUE(values[2]) ? TextRule::Always : TextRule::Never;
}

} // namespace

Result<LineEndings> findLineEndings(git_repository *repository, const git_commit *base, const git_tree *from,
    const git_tree *tree, const std::stop_token &stop)
{
    LineEndings found;
    const auto changes = listTreeChanges(repository, from, tree, DiffOptions{}.files, stop);
    if (!changes)
        return std::unexpected(changes.error());
    for (const TreeChange &change : *changes) {
        if (stop.stop_requested())
            return wasCancelled();
        if (change.isDeleted() || !isPlainFile(change.newMode))
            continue;
        Result<QByteArray> text = readText(repository, change.newId);
        if (!text)
            return std::unexpected(text.error());
        if (!text->contains("\r\n"))
            continue;
        const Result<TextRule> rule = textRule(repository, *git_commit_id(base), change.path);
        if (!rule)
            return std::unexpected(rule.error());
        if (*rule == TextRule::Never)
            continue;
        if (*rule == TextRule::IfText) {
            const Result<QByteArray> old =
                isPlainFile(change.oldMode) ? readText(repository, change.oldId) : QByteArray();
            if (!old)
                return std::unexpected(old.error());
            // Git leaves a file alone that is committed with CRLF.
            if (old->contains("\r\n")
                || QByteArrayView(*text).first(std::min(text->size(), BinaryProbe)).contains('\0'))
                continue;
        }
        text->replace("\r\n", "\n");
        git_oid blob{};
        if (git_blob_create_from_buffer(&blob, repository, text->constData(), static_cast<size_t>(text->size())) != 0)
            return gitFailure(QCoreApplication::translate("Workspace", "The file cannot be written into the store."));
        found.files.append(change.path);
        found.edits.push_back({change.path, TreeFile{change.newMode, blob}});
    }
    return found;
}

} // namespace pilothouse
