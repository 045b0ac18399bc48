#pragma once

#include "runner/session/approval.h"
#include "runner/store/session_row.h"

#include <QAbstractListModel>
#include <QHash>

#include <memory>

namespace pilothouse {

/// The sidebar's rows: the inbox with the questions that wait for a person, then the sessions by repository, pinned
/// ones first. A new snapshot becomes row inserts, moves, removes and changes, so selection and scrolling stay.
class SessionListModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum class Kind {
        Inbox,
        Question,
        Header,
        Attempts, ///< The head of a group of attempts, which follow it.
        Session,
    };
    enum Role {
        KindRole = Qt::UserRole,
        SessionRole, ///< qint64, 0 for the inbox and for headers.
        ApprovalRole, ///< QString, of a question.
        CountRole, ///< Questions in the inbox, sessions of a header.
        DetailRole, ///< Of a question: the session's title. Of a header: the repository's path.
        PhaseRole, ///< QString, the state's name.
        AddedRole,
        RemovedRole,
        CostRole, ///< US dollars.
        WorkedRole, ///< Milliseconds of the turns that ended.
        TurnStartedRole, ///< Milliseconds since 1970 of the running turn; 0 when none runs.
        PinnedRole,
        ReasonRole,
        GroupRole, ///< QString: of the head of attempts, and of the attempts below it.
        ClashRole, ///< QString, what it would meet in other sessions or the branch; empty: nothing.
    };
    using Rows = std::vector<SessionRow>;

    explicit SessionListModel(QObject *parent = nullptr);

    void setSnapshot(std::shared_ptr<const Rows> rows);
    /// What the questions of opened sessions say; a question that is not known yet shows its session's title alone.
    void setQuestions(const QHash<SessionId, std::vector<Approval>> &questions);
    /// What sessions would meet in each other, as sentences.
    void setClashes(QHash<SessionId, QString> clashes);
    void setFilter(const QString &filter);
    [[nodiscard]] const QString &filter() const { return m_filter; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

    [[nodiscard]] QModelIndex indexOf(SessionId session) const;
    [[nodiscard]] const SessionRow *session(SessionId id) const;
    [[nodiscard]] int questionCount() const { return m_questionCount; }
    /// Sessions that have questions, in the order of the list.
    [[nodiscard]] std::vector<SessionId> waitingSessions() const;

Q_SIGNALS:
    void renameRequested(pilothouse::SessionId session, const QString &title);

private:
    struct Entry {
        Kind kind = Kind::Session;
        qint64 session = 0;
        QString key; ///< Of a header the repository, of a question its id.
        QString text;
        QString detail;
        int count = 0;
        QString group; ///< That it is shown in.
        QString clash;
        SessionRow row;
        friend bool operator==(const Entry &, const Entry &) = default;
        [[nodiscard]] bool isSame(const Entry &other) const
        {
            return kind == other.kind && session == other.session && key == other.key;
        }
    };

    void rebuild();
    void apply(std::vector<Entry> wanted);
    [[nodiscard]] std::vector<Entry> entries();
    [[nodiscard]] Entry sessionEntry(const SessionRow &row) const;
    void appendSessions(std::vector<Entry> &result, const std::vector<const SessionRow *> &rows) const;
    [[nodiscard]] bool matches(const SessionRow &row) const;
    [[nodiscard]] QString accessibleText(const Entry &entry) const;

    std::shared_ptr<const Rows> m_rows;
    QHash<SessionId, std::vector<Approval>> m_questions;
    QHash<SessionId, QString> m_clashes;
    QString m_filter;
    std::vector<Entry> m_entries;
    int m_questionCount = 0;
};

} // namespace pilothouse
