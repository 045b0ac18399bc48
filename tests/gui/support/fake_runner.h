#pragma once

#include "runner/egress/key_store.h"
#include "runner/session/runner_api.h"
#include "runner/terminal/terminal_frame.h"
#include "tests/gui/support/fake_budgets.h"
#include "tests/gui/support/fake_evidence.h"
#include "tests/gui/support/fake_review.h"

#include <QHash>

#include <map>

namespace pilothouse {

/// Remembers the keys it was given, or fails.
class FakeKeyStore final : public KeyStore {
public:
    [[nodiscard]] Task<Secret> read(QString name) override;
    [[nodiscard]] Task<void> write(QString name, Secret secret) override;
    [[nodiscard]] Task<void> remove(QString name) override;
    QHash<QString, QByteArray> keys;
    std::optional<Error> failure;
};

/// A shell that says what a test says.
class FakeTerminal final : public SessionTerminal {
    Q_OBJECT

public:
    using SessionTerminal::SessionTerminal;
    void write(const QByteArray &bytes) override { written += bytes; }
    void resize(int columns, int rows) override { size = {rows, columns}; }
    QByteArray written;
    TerminalSize size;
};

/// A runner without sessions behind it: shows what a test puts into it and remembers what the window asked for.
class FakeRunner final : public RunnerApi {
    Q_OBJECT

public:
    /// One call, as a test compares it: the method's name and its arguments.
    struct Call {
        QString method;
        QStringList arguments;
        friend bool operator==(const Call &, const Call &) = default;
    };

    using RunnerApi::RunnerApi;

    void setRows(std::vector<SessionRow> rows);
    void setState(SessionState state, LiveFacts live = {true, true, {}});
    void setFolder(const QByteArray &path, std::vector<TreeEntry> entries) { m_folders[path] = std::move(entries); }
    void setFile(const QByteArray &path, const QByteArray &content) { m_files[path] = content; }
    void setUncommitted(Result<UncommittedChanges> changes) { m_uncommitted = std::move(changes); }
    void setHealth(const Health &health);
    /// Every following request fails with this; nothing lets them succeed again.
    void setFailure(std::optional<Error> failure) { m_failure = std::move(failure); }

    std::shared_ptr<FakeTerminal> terminal; ///< What openTerminal() gives; none: it fails.
    std::vector<Call> calls;
    NewSession lastNew;
    AcceptOptions lastAccept;
    std::vector<SessionClash> foundClashes; ///< The answer of clashes().
    RadarReport foundRadar; ///< The answer of radar(),
    QStringList askedRadars; ///< for these repositories.
    AcceptPreview preview; ///< The answer of previewAccept(),
    std::optional<Error> previewFailure; ///< unless this is.
    AcceptOptions lastPreviewed;
    FakeEvidence fakeEvidence;
    FakeBudgets fakeBudgets;
    FakeReview fakeReview{*this}; ///< Gives the changes, too.
    [[nodiscard]] int openCount(SessionId id) const { return m_opened.value(id); }

    [[nodiscard]] std::shared_ptr<const SessionRows> sessions() const override { return m_rows; }
    [[nodiscard]] SessionSnapshotPtr session(SessionId id) const override { return m_states.value(id); }
    void open(SessionId id) override { ++m_opened[id]; }
    void close(SessionId id) override { --m_opened[id]; }
    [[nodiscard]] Task<SessionId> create(NewSession session) override;
    [[nodiscard]] Task<UncommittedChanges> uncommitted(QString repository) override;
    [[nodiscard]] Task<void> prompt(SessionId id, QString text, QStringList files) override;
    [[nodiscard]] Task<void> unqueue(SessionId id, QString promptId) override;
    [[nodiscard]] Task<void> decide(SessionId id, ApprovalId approval, ApprovalDecision decision) override;
    [[nodiscard]] Task<void> cancel(SessionId id) override;
    [[nodiscard]] Task<void> end(SessionId id) override;
    [[nodiscard]] Task<void> resume(SessionId id) override;
    [[nodiscard]] Task<void> setAgentMode(SessionId id, QString modeId) override;
    [[nodiscard]] Task<void> setConfigOption(SessionId id, QString optionId, QJsonValue value) override;
    [[nodiscard]] Task<void> rename(SessionId id, QString title) override;
    [[nodiscard]] Task<void> setPinned(SessionId id, bool pinned) override;
    [[nodiscard]] Task<void> remove(SessionId id) override;
    [[nodiscard]] Task<void> restore(SessionId id) override;
    [[nodiscard]] Task<std::vector<DiscardedSession>> trash() override;
    [[nodiscard]] ReviewApi &review() override { return fakeReview; }
    [[nodiscard]] EvidenceApi *evidence() override { return &fakeEvidence; }
    [[nodiscard]] BudgetsApi *budgets() override { return &fakeBudgets; }
    [[nodiscard]] Task<SessionChanges> changes(SessionId id, ObjectId from, ObjectId to) override;
    [[nodiscard]] Task<std::shared_ptr<const FileDiff>> fileDiff(
        SessionId id, SessionChanges changes, qsizetype file, int contextLines) override;
    [[nodiscard]] Task<AcceptOutcome> accept(SessionId id, AcceptOptions options) override;
    [[nodiscard]] Task<AcceptPreview> previewAccept(SessionId id, AcceptOptions options) override;
    [[nodiscard]] Task<std::vector<SessionClash>> clashes(SessionId id) override;
    [[nodiscard]] Task<RadarReport> radar(QString repository) override;
    [[nodiscard]] Task<QString> draftMessage(SessionId id) override;
    [[nodiscard]] Task<QString> draftBranch(SessionId id) override;
    [[nodiscard]] Task<std::vector<TreeEntry>> listFolder(SessionId id, QByteArray path) override;
    [[nodiscard]] Task<QByteArray> readFile(SessionId id, QByteArray path, qsizetype limit) override;
    [[nodiscard]] Task<std::shared_ptr<SessionTerminal>> openTerminal(SessionId id, int columns, int rows) override;
    [[nodiscard]] Health health() const override { return m_health; }
    [[nodiscard]] Task<void> removeLeftovers() override;

private:
    [[nodiscard]] Task<void> note(QString method, QStringList arguments);
    [[nodiscard]] Error notSet(const QString &what) const;

    std::shared_ptr<const SessionRows> m_rows = std::make_shared<SessionRows>();
    QHash<SessionId, SessionSnapshotPtr> m_states;
    QHash<SessionId, int> m_opened;
    std::map<QByteArray, std::vector<TreeEntry>> m_folders;
    std::map<QByteArray, QByteArray> m_files;
    Result<UncommittedChanges> m_uncommitted;
    Health m_health{.engineSentence = QStringLiteral("Podman Engine 5.4.2 is ready"), .leftovers = {}};
    std::optional<Error> m_failure;
};

} // namespace pilothouse
