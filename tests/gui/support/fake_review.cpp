#include "tests/gui/support/fake_review.h"

#include "runner/review/review_json.h"
#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/samples.h"

#include <git2.h>

namespace pilothouse {

namespace {

void check(int code)
{
    if (code < 0)
        qFatal("libgit2: %s", git_error_last() ? git_error_last()->message : "?");
}

ObjectId idOf(const git_oid &oid)
{
    return ObjectId(QString::fromLatin1(git_oid_tostr_s(&oid)));
}

std::vector<ReviewedFile> reviewed(const ChangeSet &set, std::vector<FileSelection> parts)
{
    std::vector<ReviewedFile> out;
    for (FileSelection &part : parts) {
        for (const FileChange &change : set.files) {
            if (change.oldPath == part.oldPath && change.newPath == part.newPath)
                out.push_back({std::move(part), ReviewedContent::of(change)});
        }
    }
    return out;
}

} // namespace

FakeReview::FakeReview(FakeRunner &runner) : m_runner(runner)
{
    git_libgit2_init();
    git_repository *made = nullptr;
    check(git_repository_init(&made, path().toUtf8().constData(), 1));
    git_repository_free(made);
}

ObjectId FakeReview::addTree(const Files &files)
{
    git_repository *repository = nullptr;
    check(git_repository_open_bare(&repository, path().toUtf8().constData()));
    std::vector<git_tree_update> updates;
    for (const auto &[name, bytes] : files) {
        git_tree_update update{};
        update.action = GIT_TREE_UPDATE_UPSERT;
        update.filemode = bytes.startsWith("#!") ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
        update.path = name.constData();
        check(
            git_blob_create_from_buffer(&update.id, repository, bytes.constData(), static_cast<size_t>(bytes.size())));
        updates.push_back(update);
    }
    git_oid tree;
    check(git_tree_create_updated(&tree, repository, nullptr, updates.size(), updates.data()));
    git_repository_free(repository);
    m_trees.push_back(idOf(tree));
    return m_trees.back();
}

Result<SessionChanges> FakeReview::compare(const ObjectId &from, const ObjectId &to) const
{
    if (m_trees.empty())
        return SessionChanges{from, to, std::make_shared<ChangeSet>()};
    const auto known = [this](const ObjectId &id, const ObjectId &otherwise) {
        return std::ranges::contains(m_trees, id) ? id : otherwise;
    };
    Result<ChangeSet> set = diffTrees(path(), known(from, m_trees.front()), known(to, m_trees.back()));
    if (!set)
        return std::unexpected(set.error());
    return SessionChanges{from, to, std::make_shared<ChangeSet>(*std::move(set))};
}

const ReviewState &FakeReview::state(SessionId id) const
{
    static const ReviewState None;
    const SessionSnapshotPtr snapshot = m_runner.session(id);
    return snapshot ? snapshot->state.review : None;
}

void FakeReview::record(SessionId id, EventKind kind, const QJsonObject &payload)
{
    const SessionSnapshotPtr snapshot = m_runner.session(id);
    if (!snapshot)
        return;
    SessionState state = snapshot->state;
    ++state.lastSeq;
    applyReview(state.review,
        {.session = id, .seq = state.lastSeq, .atMs = samples::Now, .turn = state.turn, .kind = kind, .payload = {}},
        payload);
    m_runner.setState(std::move(state), snapshot->live);
}

Task<SessionChanges> FakeReview::changes(SessionId, ObjectId to)
{
    co_return compare(m_trees.empty() ? ObjectId() : m_trees.front(), to);
}

Task<std::shared_ptr<const LineDiff>> FakeReview::lineDiff(
    SessionId, SessionChanges changes, qsizetype file, DiffOptions::Whitespace whitespace)
{
    co_return pilothouse::lineDiff(path(), changes.set->files[file], {.whitespace = whitespace});
}

Task<QByteArray> FakeReview::content(SessionId, ObjectId blob, qint64 limit)
{
    co_return readBlob(path(), blob, limit);
}

Task<std::shared_ptr<const ReviewMarks>> FakeReview::marks(SessionId id, SessionChanges changes)
{
    Result<ReviewMarks> marks = reviewMarks(path(), state(id), *changes.set, m_cache);
    if (!marks)
        co_return std::unexpected(marks.error());
    co_return std::make_shared<const ReviewMarks>(*std::move(marks));
}

Task<QString> FakeReview::decide(
    SessionId id, SessionChanges changes, std::vector<FileSelection> parts, ReviewDecision decision)
{
    const QString name = nextId();
    m_runner.calls.push_back(
        {QStringLiteral("review.decide"), {decisionName(decision), QString::number(parts.size())}});
    record(id, EventKind::ReviewDecided,
        decidedPayload({.id = name,
            .decision = decision,
            .from = changes.from,
            .to = changes.to,
            .files = reviewed(*changes.set, std::move(parts))}));
    co_return QString(name);
}

Task<QString> FakeReview::undo(SessionId id)
{
    const DecisionRecord *last = state(id).undoable();
    if (!last)
        co_return failure(NothingToUndo, QStringLiteral("There is nothing to undo."));
    const QString name = last->id;
    (void)co_await setUndone(id, name, true);
    co_return QString(name);
}

Task<QString> FakeReview::redo(SessionId id)
{
    const DecisionRecord *last = state(id).redoable();
    if (!last)
        co_return failure(NothingToUndo, QStringLiteral("There is nothing to bring back."));
    const QString name = last->id;
    (void)co_await setUndone(id, name, false);
    co_return QString(name);
}

Task<void> FakeReview::setUndone(SessionId id, QString decision, bool undone)
{
    record(id, EventKind::ReviewUndone, {{QStringLiteral("of"), decision}, {QStringLiteral("undone"), undone}});
    co_return {};
}

Task<Selection> FakeReview::selection(SessionId id, SessionChanges changes, ReviewDecision decision)
{
    const Result<ReviewMarks> marks = reviewMarks(path(), state(id), *changes.set, m_cache);
    if (!marks)
        co_return std::unexpected(marks.error());
    co_return markedSelection(*marks, *changes.set, decision);
}

Task<void> FakeReview::markSeen(SessionId id, SessionChanges changes, std::vector<FileSelection> parts)
{
    record(id, EventKind::ReviewSeen, seenPayload(reviewed(*changes.set, std::move(parts)), false));
    co_return {};
}

Task<void> FakeReview::setViewed(SessionId id, SessionChanges changes, qsizetype file, bool viewed)
{
    const FileChange &change = changes.set->files[file];
    FileSelection parts = wholeSelection(change);
    parts.whole = viewed;
    record(id, EventKind::ReviewSeen, seenPayload({{std::move(parts), ReviewedContent::of(change)}}, viewed));
    co_return {};
}

Task<QString> FakeReview::writeComment(SessionId id, SessionChanges changes, CommentDraft draft)
{
    ReviewComment comment;
    comment.id = draft.id.isEmpty() ? nextId() : draft.id;
    comment.anchor = draft.anchor;
    comment.anchor.tree = changes.to;
    for (const FileChange &change : changes.set->files) {
        if (change.path() == draft.anchor.path)
            comment.anchor.blob = draft.anchor.side == CommentAnchor::Side::Old ? change.oldBlob : change.newBlob;
    }
    comment.text = draft.text;
    record(id, EventKind::CommentWritten, commentPayload(comment));
    co_return QString(comment.id);
}

Task<void> FakeReview::sendComments(SessionId id, QStringList comments)
{
    if (comments.isEmpty()) {
        for (const auto &comment : state(id).comments) {
            if (comment->state == ReviewComment::State::Draft)
                comments.append(comment->id);
        }
    }
    m_runner.calls.push_back({QStringLiteral("review.sendComments"), comments});
    record(id, EventKind::CommentsSent,
        {{QStringLiteral("ids"), QJsonArray::fromStringList(comments)}, {QStringLiteral("prompt"), nextId()}});
    co_return {};
}

Task<void> FakeReview::settleComment(SessionId id, QString comment, bool resolved)
{
    record(id, EventKind::CommentSettled, {{QStringLiteral("id"), comment}, {QStringLiteral("resolved"), resolved}});
    co_return {};
}

Task<void> FakeReview::conclude(SessionId id, SessionChanges changes, Verdict verdict, QString summary, QString by)
{
    m_runner.calls.push_back({QStringLiteral("review.conclude"), {verdictName(verdict), summary}});
    record(id, EventKind::ReviewConcluded,
        concludedPayload({.verdict = verdict, .summary = summary, .by = by, .tree = changes.set->newTree}));
    co_return {};
}

Task<void> FakeReview::carryOutRejections(SessionId)
{
    rejectionsCarriedOut = true;
    co_return {};
}

Task<RestoreReport> FakeReview::restore(SessionId, ObjectId snapshot, QString)
{
    lastRestored = snapshot;
    co_return RestoreReport{.from = m_trees.back(),
        .to = snapshot,
        .now = snapshot,
        .leftOut = 2,
        .notBroughtBack = QStringLiteral("Ignored files, running processes and the agent\u2019s memory stayed as they "
                                         "were.")};
}

Task<SessionId> FakeReview::fork(SessionId, ObjectId snapshot, QString prompt)
{
    lastForked = snapshot;
    m_runner.calls.push_back({QStringLiteral("review.fork"), {snapshot.value, prompt}});
    co_return SessionId(2);
}

Task<std::shared_ptr<const LineOrigins>> FakeReview::lineOrigins(SessionId, SessionChanges changes, qsizetype file)
{
    if (file < 0 || file >= changes.set->files.size())
        co_return failure(NotFound, QStringLiteral("The change set has no such file."));
    const auto known = origins.find(changes.set->files.at(file).path());
    co_return known == origins.end() ? std::make_shared<const LineOrigins>() : known->second;
}

Task<ObjectId> FakeReview::noteOrigins(SessionId)
{
    ++notesWritten;
    co_return ObjectId(QString(40, u'a'));
}

Task<std::vector<TimelineTick>> FakeReview::timeline(SessionId)
{
    co_return std::vector<TimelineTick>(ticks);
}

} // namespace pilothouse
