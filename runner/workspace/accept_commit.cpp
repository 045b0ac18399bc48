#include "runner/workspace/accept_commit.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace pilothouse {

namespace {

std::unexpected<Error> cannotCommit()
{
    return gitFailure(QCoreApplication::translate("Workspace", "The accepted changes cannot be committed."));
}

/// A name as a commit can carry it: one line, without the marks that delimit it.
QByteArray identityText(const QString &text)
{
    static const QRegularExpression unwanted(QStringLiteral("[\\x00-\\x1f\\x7f<>]+"));
    return QString(text).replace(unwanted, QStringLiteral(" ")).simplified().toUtf8();
}

} // namespace

QByteArray messageText(const AcceptRequest &request)
{
    QString text = request.message.trimmed();
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).remove(QChar(0));
    static const QRegularExpression trailer(QStringLiteral("\\n\\n(?:[A-Za-z0-9-]+: [^\\n]+\\n?)+$"));
    std::vector<Person> coAuthors{request.coAuthor};
    coAuthors.insert(coAuthors.end(), request.coAuthors.begin(), request.coAuthors.end());
    for (const Person &coAuthor : coAuthors) {
        if (coAuthor.name.trimmed().isEmpty())
            continue;
        text += trailer.match(text).hasMatch() ? u"\n" : u"\n\n";
        text +=
            QStringLiteral("Co-authored-by: %1 <%2>")
                .arg(QString::fromUtf8(identityText(coAuthor.name)), QString::fromUtf8(identityText(coAuthor.email)));
    }
    return (text + u'\n').toUtf8();
}

Result<SignaturePtr> signatureOf(const Person &person, const QDateTime &moment)
{
    const QByteArray name = identityText(person.name);
    const QByteArray email = identityText(person.email);
    if (name.isEmpty() || email.isEmpty())
        return failure(AuthorMissing,
            QCoreApplication::translate("Workspace",
                "Git does not know who you are, so nothing can be committed. Run “git config --global user.name \"Your "
                "Name\"” and “git config --global user.email you@example.org”, and try again."));
    if (!moment.isValid())
        return failure(InvalidArgument, QCoreApplication::translate("Workspace", "The commit has no date."));
    git_signature *raw = nullptr;
    if (git_signature_new(
            &raw, name.constData(), email.constData(), moment.toSecsSinceEpoch(), moment.offsetFromUtc() / 60)
        != 0)
        return cannotCommit();
    return SignaturePtr(raw);
}

Result<CommitPtr> commitTree(git_repository *repository, const git_oid &tree, const git_commit *parent,
    const git_signature *author, const QByteArray &message)
{
    git_tree *rawTree = nullptr;
    git_commit *rawCommit = nullptr;
    git_oid oid{};
    if (git_tree_lookup(&rawTree, repository, &tree) != 0)
        return cannotCommit();
    const TreePtr found(rawTree);
    const git_commit *parents[] = {parent};
    if (git_commit_create(&oid, repository, nullptr, author, author, nullptr, message.constData(), rawTree, 1, parents)
            != 0
        || git_commit_lookup(&rawCommit, repository, &oid) != 0)
        return cannotCommit();
    return CommitPtr(rawCommit);
}

} // namespace pilothouse
