#include "runner/workspace/provenance_note.h"

#include "runner/workspace/accept_commit.h"
#include "runner/workspace/person_repository.h"
#include "runner/workspace/store_files.h"

namespace pilothouse {

Result<void> writeProvenanceNote(const QString &repository, const ObjectId &commit, const QString &text,
    const Person &author, const QDateTime &moment)
{
    const Result<RepositoryPtr> found = openPersonRepository(repository);
    const Result<RepositoryPtr> bare = found ? openForBranch(found->get()) : std::unexpected(found.error());
    if (!bare)
        return std::unexpected(bare.error());
    const Result<CommitPtr> noted = findCommit(bare->get(), commit);
    if (!noted)
        return std::unexpected(noted.error());
    const Result<SignaturePtr> signature = signatureOf(author, moment);
    if (!signature)
        return std::unexpected(signature.error());
    git_oid note{};
    if (git_note_create(&note, bare->get(), "refs/notes/pilothouse", signature->get(), signature->get(),
            git_commit_id(noted->get()), text.toUtf8().constData(), 1)
        != 0)
        return cannotWrite(fromGitPath(git_repository_path(bare->get())), lastGitWords());
    return {};
}

} // namespace pilothouse
