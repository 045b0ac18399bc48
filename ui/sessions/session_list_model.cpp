#include "ui/sessions/session_list_model.h"

#include "runner/base/visible_text.h"
#include "ui/sessions/session_words.h"

#include <QFileInfo>

#include <algorithm>
#include <map>

namespace pilothouse {

SessionListModel::SessionListModel(QObject *parent) : QAbstractListModel(parent), m_rows(std::make_shared<Rows>())
{
    rebuild();
}

void SessionListModel::setSnapshot(std::shared_ptr<const Rows> rows)
{
    m_rows = std::move(rows);
    rebuild();
}

void SessionListModel::setQuestions(const QHash<SessionId, std::vector<Approval>> &questions)
{
    if (questions == m_questions)
        return;
    m_questions = questions;
    rebuild();
}

void SessionListModel::setClashes(QHash<SessionId, QString> clashes)
{
    if (clashes == m_clashes)
        return;
    m_clashes = std::move(clashes);
    rebuild();
}

void SessionListModel::setFilter(const QString &filter)
{
    m_filter = filter.trimmed();
    rebuild();
}

bool SessionListModel::matches(const SessionRow &row) const
{
    if (m_filter.isEmpty())
        return true;
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(words, [&](const QString &word) {
        return row.title.contains(word, Qt::CaseInsensitive) || row.repositoryPath.contains(word, Qt::CaseInsensitive)
            || row.agent.contains(word, Qt::CaseInsensitive)
            || phaseLook(row.state).words.contains(word, Qt::CaseInsensitive);
    });
}

SessionListModel::Entry SessionListModel::sessionEntry(const SessionRow &row) const
{
    Entry entry;
    entry.session = row.id.value;
    entry.text = visibleText(row.title, LineBreaks::Show);
    entry.clash = m_clashes.value(row.id);
    entry.row = row;
    // What only moves with every event is not shown; without it most events change no row.
    entry.row.updatedMs = 0;
    entry.row.lastSeq = 0;
    entry.row.snapshot = {};
    entry.row.tree = {};
    return entry;
}

/// Attempts at one task stand together, where the newest of them has its place.
void SessionListModel::appendSessions(std::vector<Entry> &result, const std::vector<const SessionRow *> &rows) const
{
    std::map<QString, std::vector<const SessionRow *>> groups;
    for (const SessionRow *row : rows) {
        if (!row->group.isEmpty())
            groups[row->group].push_back(row);
    }
    for (const SessionRow *row : rows) {
        if (row->group.isEmpty()) {
            result.push_back(sessionEntry(*row));
            continue;
        }
        auto attempts = std::exchange(groups[row->group], {});
        if (attempts.empty())
            continue;
        Entry head;
        head.kind = Kind::Attempts;
        head.key = row->group;
        head.group = row->group;
        head.text = visibleText(row->title, LineBreaks::Show);
        head.count = static_cast<int>(attempts.size());
        result.push_back(std::move(head));
        std::ranges::sort(attempts, {}, &SessionRow::id);
        for (const SessionRow *attempt : attempts) {
            Entry entry = sessionEntry(*attempt);
            entry.group = attempt->group;
            entry.detail = visibleText(
                QStringLiteral("%1 \u00B7 %2").arg(attempt->agent, attempt->model.section(u'/', 1)), LineBreaks::Show);
            result.push_back(std::move(entry));
        }
    }
}

std::vector<SessionListModel::Entry> SessionListModel::entries()
{
    std::vector<const SessionRow *> rows;
    for (const SessionRow &row : *m_rows) {
        if (matches(row))
            rows.push_back(&row);
    }
    // Newest first; a session's place does not depend on what it does, so that nothing jumps under the pointer.
    std::ranges::sort(rows, [](const SessionRow *a, const SessionRow *b) {
        return std::tie(a->createdMs, a->id) > std::tie(b->createdMs, b->id);
    });

    std::vector<Entry> result;
    Entry inbox;
    inbox.kind = Kind::Inbox;
    inbox.text = tr("Inbox");
    result.push_back(inbox);
    m_questionCount = 0;
    for (const SessionRow &row : *m_rows) {
        for (const QString &id : row.openApprovals) {
            Entry question;
            question.kind = Kind::Question;
            question.session = row.id.value;
            question.key = id;
            question.detail = visibleText(row.title, LineBreaks::Show);
            const auto &known = m_questions.value(row.id);
            const auto approval = std::ranges::find(known, ApprovalId(id), &Approval::id);
            const QString what = approval == known.end() ? QString()
                : approval->command.isEmpty()            ? approval->title
                                                         : approval->command;
            question.text = what.isEmpty() ? tr("A question") : visibleText(what, LineBreaks::Show).left(200);
            result.push_back(std::move(question));
            ++m_questionCount;
        }
    }
    result.front().count = m_questionCount;

    const auto append = [&](const QString &title, const QString &path, const std::vector<const SessionRow *> &group) {
        Entry header;
        header.kind = Kind::Header;
        header.key = path;
        header.text = title;
        header.detail = path;
        header.count = static_cast<int>(group.size());
        result.push_back(header);
        appendSessions(result, group);
    };
    std::vector<const SessionRow *> pinned;
    std::vector<QString> order;
    std::map<QString, std::vector<const SessionRow *>> groups;
    for (const SessionRow *row : rows) {
        if (row->pinned) {
            pinned.push_back(row);
            continue;
        }
        auto &group = groups[row->repositoryPath];
        if (group.empty())
            order.push_back(row->repositoryPath);
        group.push_back(row);
    }
    if (!pinned.empty())
        append(tr("Pinned"), QString(), pinned);
    for (const QString &path : order)
        append(visibleText(QFileInfo(path).fileName(), LineBreaks::Show), path, groups[path]);
    return result;
}

void SessionListModel::rebuild()
{
    apply(entries());
}

void SessionListModel::apply(std::vector<Entry> wanted)
{
    using Key = std::tuple<Kind, qint64, QString>;
    const auto keyOf = [](const Entry &entry) { return Key(entry.kind, entry.session, entry.key); };
    std::map<Key, bool> keep;
    for (const Entry &entry : wanted)
        keep.emplace(keyOf(entry), true);
    for (int row = static_cast<int>(m_entries.size()) - 1; row >= 0; --row) {
        if (keep.contains(keyOf(m_entries[static_cast<size_t>(row)])))
            continue;
        beginRemoveRows({}, row, row);
        m_entries.erase(m_entries.begin() + row);
        endRemoveRows();
    }
    std::map<Key, bool> known;
    for (const Entry &entry : m_entries)
        known.emplace(keyOf(entry), true);
    for (int row = 0; row < static_cast<int>(wanted.size()); ++row) {
        Entry &entry = wanted[static_cast<size_t>(row)];
        const bool here = row < static_cast<int>(m_entries.size()) && m_entries[static_cast<size_t>(row)].isSame(entry);
        if (!here && known.contains(keyOf(entry))) {
            const auto from = std::ranges::find_if(
                m_entries.begin() + row, m_entries.end(), [&](const Entry &other) { return other.isSame(entry); });
            const int fromRow = static_cast<int>(from - m_entries.begin());
            beginMoveRows({}, fromRow, fromRow, {}, row);
            std::rotate(m_entries.begin() + row, from, from + 1);
            endMoveRows();
        } else if (!here) {
            beginInsertRows({}, row, row);
            m_entries.insert(m_entries.begin() + row, std::move(entry));
            endInsertRows();
            continue;
        }
        if (m_entries[static_cast<size_t>(row)] != entry) {
            m_entries[static_cast<size_t>(row)] = std::move(entry);
            Q_EMIT dataChanged(index(row), index(row));
        }
    }
}

int SessionListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QString SessionListModel::accessibleText(const Entry &entry) const
{
    switch (entry.kind) {
    case Kind::Inbox:
        return tr("Inbox, %1 waiting").arg(entry.count);
    case Kind::Question:
        return tr("Question of %1: %2").arg(entry.detail, entry.text);
    case Kind::Header:
        return entry.text;
    case Kind::Attempts:
        return tr("%n attempt(s): %1", nullptr, entry.count).arg(entry.text);
    case Kind::Session:
        break;
    }
    const QString text = tr("%1, %2, %3 lines added, %4 removed")
                             .arg(entry.detail.isEmpty() ? entry.text : entry.detail, phaseLook(entry.row.state).words)
                             .arg(entry.row.addedLines)
                             .arg(entry.row.removedLines);
    return entry.clash.isEmpty() ? text : text + QStringLiteral(". ") + entry.clash;
}

QVariant SessionListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_entries[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return entry.kind == Kind::Session && !entry.detail.isEmpty() ? entry.detail : entry.text;
    case Qt::EditRole:
        return entry.text;
    case Qt::ToolTipRole:
        return entry.clash.isEmpty() ? QVariant() : entry.clash.toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return accessibleText(entry);
    case KindRole:
        return static_cast<int>(entry.kind);
    case SessionRole:
        return entry.session;
    case ApprovalRole:
        return entry.key;
    case CountRole:
        return entry.count;
    case DetailRole:
        return entry.detail;
    case PhaseRole:
        return entry.row.state;
    case AddedRole:
        return entry.row.addedLines;
    case RemovedRole:
        return entry.row.removedLines;
    case CostRole:
        return static_cast<double>(entry.row.costMicros) / 1e6;
    case WorkedRole:
        return entry.row.workedMs;
    case TurnStartedRole:
        return entry.row.turnStartedMs;
    case PinnedRole:
        return entry.row.pinned;
    case ReasonRole:
        return entry.row.reason;
    case GroupRole:
        return entry.group;
    case ClashRole:
        return entry.clash;
    default:
        return {};
    }
}

bool SessionListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const Entry &entry = m_entries[static_cast<size_t>(index.row())];
    const QString title = value.toString().trimmed();
    if (entry.kind != Kind::Session || title.isEmpty() || title == entry.text)
        return false;
    Q_EMIT renameRequested(SessionId(entry.session), title); // the new title comes back with the next snapshot
    return true;
}

Qt::ItemFlags SessionListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    switch (m_entries[static_cast<size_t>(index.row())].kind) {
    case Kind::Header:
        return Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    case Kind::Session:
        return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemNeverHasChildren;
    default:
        return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    }
}

QModelIndex SessionListModel::indexOf(SessionId session) const
{
    const auto entry = std::ranges::find_if(
        m_entries, [&](const Entry &e) { return e.kind == Kind::Session && e.session == session.value; });
    return entry == m_entries.end() ? QModelIndex() : index(static_cast<int>(entry - m_entries.begin()));
}

const SessionRow *SessionListModel::session(SessionId id) const
{
    const auto row = std::ranges::find(*m_rows, id, &SessionRow::id);
    return row == m_rows->end() ? nullptr : &*row;
}

std::vector<SessionId> SessionListModel::waitingSessions() const
{
    std::vector<SessionId> waiting;
    for (const SessionRow &row : *m_rows) {
        if (!row.openApprovals.isEmpty())
            waiting.push_back(row.id);
    }
    return waiting;
}

} // namespace pilothouse
