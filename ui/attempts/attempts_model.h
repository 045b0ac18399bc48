#pragma once

#include "runner/session/evidence_api.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace pilothouse {

/// The attempts at one task, a row for each.
class AttemptsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, State, Changes, Checks, Conflicts, Cost, Tokens, Time, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole, ///< The value behind the words; missing ones sort last.
        SessionRole,
    };

    explicit AttemptsModel(const Theme &theme, QObject *parent = nullptr);

    /// Rows that are the same stay where they are, with their selection.
    void setAttempts(std::vector<Attempt> attempts);
    [[nodiscard]] const std::vector<Attempt> &attempts() const { return m_attempts; }
    [[nodiscard]] const Attempt *attempt(SessionId session) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const Attempt &attempt, int column) const;
    [[nodiscard]] QString longText(const Attempt &attempt, int column) const;
    [[nodiscard]] QVariant sortValue(const Attempt &attempt, int column) const;
    [[nodiscard]] QVariant icon(const Attempt &attempt, int column) const;

    const Theme &m_theme;
    std::vector<Attempt> m_attempts;
};

/// What people call an attempt: its agent and model.
[[nodiscard]] QString attemptName(const Attempt &attempt);

} // namespace pilothouse
