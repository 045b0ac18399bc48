#include "runner/egress/practice_repository.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <git2.h>
#include <memory>

namespace pilothouse {

namespace {

const QString resourceRoot = QStringLiteral(":/practice/repository/");
/// 1 January 2026, 12:00 UTC: always the same, so that the commit is.
constexpr git_time_t commitTime = 1767268800;

template <auto Free> struct FreeWith {
    template <class T> void operator()(T *pointer) const noexcept { Free(pointer); }
};
using RepositoryPtr = std::unique_ptr<git_repository, FreeWith<git_repository_free>>;
using IndexPtr = std::unique_ptr<git_index, FreeWith<git_index_free>>;
using TreePtr = std::unique_ptr<git_tree, FreeWith<git_tree_free>>;
using ConfigPtr = std::unique_ptr<git_config, FreeWith<git_config_free>>;
using SignaturePtr = std::unique_ptr<git_signature, FreeWith<git_signature_free>>;

struct GitLibrary {
    GitLibrary() { git_libgit2_init(); }
    ~GitLibrary() { git_libgit2_shutdown(); }
    GitLibrary(const GitLibrary &) = delete;
    GitLibrary &operator=(const GitLibrary &) = delete;
};

std::unexpected<Error> gitFailure()
{
    const git_error *error = git_error_last();
    return failure(IoFailed,
        QCoreApplication::translate("pilothouse::PracticeRepository",
            "The sample repository could not be created. Check that there is room on the disk and that its folder can "
            "be written."),
        error ? QString::fromUtf8(error->message) : QString());
}

Result<PracticeRepository> described(git_repository *repository, const QString &directory)
{
    git_oid head;
    if (git_reference_name_to_id(&head, repository, "HEAD") != 0)
        return gitFailure();
    return PracticeRepository{
        .directory = QDir(directory).absolutePath(), .commit = QString::fromLatin1(git_oid_tostr_s(&head))};
}

/// Puts the files of the program's resources into the index. None is executable; they are run by `sh FILE`.
Result<void> addFiles(git_index *index)
{
    QDirIterator files(resourceRoot, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            return failure(IoFailed,
                QCoreApplication::translate(
                    "pilothouse::PracticeRepository", "The sample repository is missing from the program."),
                file.errorString());
        const QByteArray content = file.readAll();
        const QByteArray path = file.fileName().mid(resourceRoot.size()).toUtf8();
        git_index_entry entry{};
        entry.mode = GIT_FILEMODE_BLOB;
        entry.path = path.constData();
        if (git_index_add_from_buffer(index, &entry, content.constData(), size_t(content.size())) != 0)
            return gitFailure();
    }
    return {};
}

Result<void> commitAndCheckOut(git_repository *repository)
{
    git_index *rawIndex = nullptr;
    if (git_repository_index(&rawIndex, repository) != 0)
        return gitFailure();
    const IndexPtr index(rawIndex);
    if (Result<void> added = addFiles(index.get()); !added)
        return added;
    git_oid treeId;
    git_tree *rawTree = nullptr;
    if (git_index_write_tree(&treeId, index.get()) != 0 || git_tree_lookup(&rawTree, repository, &treeId) != 0)
        return gitFailure();
    const TreePtr tree(rawTree);
    git_signature *rawSignature = nullptr;
    if (git_signature_new(&rawSignature, "Pilothouse", "practice@pilothouse.invalid", commitTime, 0) != 0)
        return gitFailure();
    const SignaturePtr signature(rawSignature);
    git_oid commit;
    if (git_commit_create(&commit, repository, "HEAD", signature.get(), signature.get(), nullptr,
            "Count the words of a text\n", tree.get(), 0, nullptr)
        != 0)
        return gitFailure();
    git_checkout_options checkout = GIT_CHECKOUT_OPTIONS_INIT;
    checkout.checkout_strategy = GIT_CHECKOUT_FORCE;
    if (git_index_write(index.get()) != 0 || git_checkout_index(repository, index.get(), &checkout) != 0)
        return gitFailure();
    return {};
}

/// Where git does not know the person yet, the sample repository alone gets an author, so that practice ends with a
/// commit as real work does.
Result<void> nameAuthor(git_repository *repository)
{
    git_config *rawConfig = nullptr;
    if (git_repository_config(&rawConfig, repository) != 0)
        return gitFailure();
    const ConfigPtr config(rawConfig);
    const auto known = [&config](const char *key) {
        git_config_entry *entry = nullptr;
        const bool found = git_config_get_entry(&entry, config.get(), key) == 0;
        git_config_entry_free(entry);
        return found;
    };
    if (known("user.name") && known("user.email"))
        return {};
    if (git_config_set_string(config.get(), "user.name", "Practice") != 0
        || git_config_set_string(config.get(), "user.email", "practice@pilothouse.invalid") != 0)
        return gitFailure();
    return {};
}

Result<void> makeRepository(const QString &directory)
{
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.initial_head = "main";
    git_repository *raw = nullptr;
    if (git_repository_init_ext(&raw, directory.toUtf8().constData(), &options) != 0)
        return gitFailure();
    const RepositoryPtr repository(raw);
    if (Result<void> named = nameAuthor(repository.get()); !named)
        return named;
    return commitAndCheckOut(repository.get());
}

} // namespace

QString practicePrompt()
{
    return QCoreApplication::translate(
        "pilothouse::PracticeRepository", "The tests of this repository fail. Find out why and mend it.");
}

Result<PracticeRepository> createPracticeRepository(const QString &directory)
{
    const GitLibrary library;
    git_repository *raw = nullptr;
    if (git_repository_open_ext(&raw, directory.toUtf8().constData(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) == 0)
        return described(RepositoryPtr(raw).get(), directory);
    if (!QDir(directory).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)
        && QDir(directory).exists())
        return failure(PracticeDirectoryTaken,
            QCoreApplication::translate("pilothouse::PracticeRepository",
                "The folder %1 holds something else than the sample repository. Move it away, or choose another "
                "folder.")
                .arg(directory));
    // Made beside its place and moved there whole: a crash in between leaves nothing that looks like a repository.
    const QString draft = QDir(directory).absolutePath() + QStringLiteral(".new");
    QDir(draft).removeRecursively();
    if (!QDir().mkpath(draft))
        return failure(IoFailed,
            QCoreApplication::translate("pilothouse::PracticeRepository", "The folder %1 cannot be created.")
                .arg(draft));
    if (Result<void> made = makeRepository(draft); !made) {
        QDir(draft).removeRecursively();
        return std::unexpected(made.error());
    }
    QDir().rmdir(directory);
    if (!QDir().rename(draft, directory))
        return failure(IoFailed,
            QCoreApplication::translate("pilothouse::PracticeRepository", "The folder %1 cannot be created.")
                .arg(directory));
    if (git_repository_open_ext(&raw, directory.toUtf8().constData(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
        return gitFailure();
    return described(RepositoryPtr(raw).get(), directory);
}

} // namespace pilothouse
