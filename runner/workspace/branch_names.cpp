#include "runner/workspace/branch_names.h"

#include "runner/workspace/branch_refs.h"
#include "runner/workspace/person_repository.h"

#include <QCoreApplication>

#include <algorithm>

namespace pilothouse {

namespace {

constexpr qsizetype SlugLimit = 40;
constexpr qsizetype SubjectLimit = 72;

/// Letters and digits of the title in lower case, words joined by hyphens: "Prüfe die Größe!" is "prufe-die-grosse".
QString slugOf(const QString &title)
{
    QString text = title.toLower();
    text.replace(QChar(0xdf), QStringLiteral("ss"));
    QString slug;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD)) {
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'))
            slug += c;
        else if (!c.isMark() && !slug.isEmpty() && !slug.endsWith(u'-'))
            slug += u'-';
        if (slug.size() >= SlugLimit)
            break;
    }
    while (slug.endsWith(u'-'))
        slug.chop(1);
    return slug.isEmpty() ? QStringLiteral("session") : slug;
}

} // namespace

Result<std::vector<BranchFacts>> listBranches(const QString &repository)
{
    const Result<RepositoryPtr> opened = openPersonRepository(repository);
    if (!opened)
        return std::unexpected(opened.error());
    git_branch_iterator *rawIterator = nullptr;
    if (git_branch_iterator_new(&rawIterator, opened->get(), GIT_BRANCH_LOCAL) != 0)
        return gitFailure(QCoreApplication::translate("Workspace", "The branches cannot be read."));
    const std::unique_ptr<git_branch_iterator, FreeWith<git_branch_iterator_free>> iterator(rawIterator);
    std::vector<BranchFacts> branches;
    git_reference *raw = nullptr;
    git_branch_t kind{};
    while (git_branch_next(&raw, &kind, rawIterator) == 0) {
        const ReferencePtr reference(raw);
        const char *name = nullptr;
        git_oid tip{};
        if (git_branch_name(&name, raw) == 0
            && git_reference_name_to_id(&tip, opened->get(), git_reference_name(raw)) == 0)
            branches.push_back({QString::fromUtf8(name), toObjectId(tip), git_branch_is_head(raw) == 1,
                git_branch_is_checked_out(raw) == 1});
    }
    std::ranges::sort(branches, {}, &BranchFacts::name);
    return branches;
}

Result<void> checkBranchName(const QString &name)
{
    startGit();
    int valid = 0;
    const QByteArray text = name.toUtf8();
    if (text.isEmpty() || text.contains('\0') || text.size() > 200
        || git_branch_name_is_valid(&valid, text.constData()) != 0 || valid == 0)
        return failure(BranchInvalid,
            QCoreApplication::translate("Workspace",
                "“%1” cannot be the name of a branch. Use letters, digits, hyphens and slashes, without spaces.")
                .arg(name.left(200)));
    return {};
}

Result<QString> suggestBranch(const QString &repository, const QString &title)
{
    const Result<RepositoryPtr> opened = openPersonRepository(repository);
    if (!opened)
        return std::unexpected(opened.error());
    const QString stem = QStringLiteral("pilothouse/") + slugOf(title);
    for (int n = 1; n < 100'000; ++n) {
        const QString branch = stem + u'-' + QString::number(n);
        if (isBranchFree(opened->get(), branch))
            return branch;
        // A branch that is called "pilothouse" leaves no room for any below it.
        if (n == 1 && !isBranchFree(opened->get(), QStringLiteral("pilothouse/x")))
            return slugOf(title) + QStringLiteral("-pilothouse");
    }
    return failure(BranchTaken, QCoreApplication::translate("Workspace", "Choose a name for the branch."));
}

QString draftMessage(const QString &title)
{
    const QString text = title.trimmed();
    const qsizetype lineEnd = text.indexOf(u'\n');
    const QString first = (lineEnd < 0 ? text : text.first(lineEnd)).simplified();
    const QString rest = lineEnd < 0 ? QString() : text.sliced(lineEnd + 1).trimmed();
    if (first.size() <= SubjectLimit)
        return rest.isEmpty() ? first : first + QStringLiteral("\n\n") + rest;
    qsizetype cut = first.lastIndexOf(u' ', SubjectLimit - 1);
    if (cut < SubjectLimit / 2)
        cut = SubjectLimit - 1;
    return first.first(cut) + u'…' + QStringLiteral("\n\n") + text;
}

} // namespace pilothouse
