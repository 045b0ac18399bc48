#include "ui/attempts/attempts_model.h"

#include "runner/base/visible_text.h"
#include "ui/controls/words.h"
#include "ui/sessions/session_words.h"

#include <QIcon>

#include <limits>

namespace pilothouse {

namespace {

constexpr int TreeDigits = 12;

/// One icon for all checks: the worst of them.
enum class Proof { Nothing, Green, Unsure, Failed };

Proof proofOf(const std::vector<CheckMark> &marks)
{
    using Kind = CheckMark::Kind;
    if (std::ranges::any_of(
            marks, [](const CheckMark &mark) { return mark.kind == Kind::Failed || mark.kind == Kind::FailedOlder; }))
        return Proof::Failed;
    if (marks.empty() || std::ranges::all_of(marks, [](const CheckMark &mark) { return mark.kind == Kind::None; }))
        return Proof::Nothing;
    return std::ranges::all_of(marks, &CheckMark::isGreen) ? Proof::Green : Proof::Unsure;
}

int greenOnes(const Attempt &attempt)
{
    return static_cast<int>(std::ranges::count_if(attempt.checks, &CheckMark::isGreen));
}

int clashingFiles(const Attempt &attempt)
{
    int files = 0;
    for (const AttemptClash &clash : attempt.clashes)
        files += clash.files;
    return files;
}

} // namespace

QString attemptName(const Attempt &attempt)
{
    const QString model = attempt.model.section(u'/', 1);
    return visibleText(
        model.isEmpty() ? attempt.agent : QStringLiteral("%1 \u00B7 %2").arg(attempt.agent, model), LineBreaks::Show);
}

AttemptsModel::AttemptsModel(const Theme &theme, QObject *parent) : QAbstractTableModel(parent), m_theme(theme) { }

void AttemptsModel::setAttempts(std::vector<Attempt> attempts)
{
    if (!std::ranges::equal(attempts, m_attempts, {}, &Attempt::session, &Attempt::session)) {
        beginResetModel();
        m_attempts = std::move(attempts);
        endResetModel();
        return;
    }
    for (size_t row = 0; row < attempts.size(); ++row) {
        if (attempts[row] == m_attempts[row])
            continue;
        m_attempts[row] = std::move(attempts[row]);
        Q_EMIT dataChanged(index(static_cast<int>(row), 0), index(static_cast<int>(row), ColumnCount - 1));
    }
}

const Attempt *AttemptsModel::attempt(SessionId session) const
{
    const auto found = std::ranges::find(m_attempts, session, &Attempt::session);
    return found == m_attempts.end() ? nullptr : &*found;
}

int AttemptsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_attempts.size());
}

int AttemptsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString AttemptsModel::text(const Attempt &attempt, int column) const
{
    const auto &checks = attempt.checks;
    switch (column) {
    case Name:
        return attemptName(attempt);
    case State:
        return phaseLook(attempt.state).words;
    case Changes:
        return attempt.files == 0
            ? tr("none yet")
            : tr("%n file(s)  +%1 \u2212%2", nullptr, attempt.files).arg(attempt.added).arg(attempt.removed);
    case Checks:
        if (checks.empty())
            return tr("none defined");
        return proofOf(checks) == Proof::Nothing ? tr("not run")
                                                 : tr("%1 of %2 proven").arg(greenOnes(attempt)).arg(checks.size());
    case Conflicts:
        return attempt.clashes.empty()
            ? QString()
            : tr("with %1, in %n file(s)", nullptr, clashingFiles(attempt)).arg(attempt.clashes.size());
    case Cost:
        return words::money(static_cast<double>(attempt.costMicros) / 1e6);
    case Tokens:
        return words::count(attempt.tokens);
    case Time:
        return words::duration(attempt.workedMs);
    default:
        return {};
    }
}

QString AttemptsModel::longText(const Attempt &attempt, int column) const
{
    QStringList lines;
    if (column == Checks) {
        for (const CheckMark &mark : attempt.checks)
            lines.append(visibleText(mark.sentence, LineBreaks::Show));
        if (!lines.isEmpty() && attempt.tree.isValid())
            lines.append(tr("About tree %1").arg(attempt.tree.value.left(TreeDigits)));
    } else if (column == Conflicts) {
        for (const AttemptClash &clash : attempt.clashes) {
            if (const Attempt *other = this->attempt(clash.with))
                lines.append(
                    tr("%1: %n file(s) that both change differently", nullptr, clash.files).arg(attemptName(*other)));
        }
    }
    return lines.join(u'\n');
}

QVariant AttemptsModel::sortValue(const Attempt &attempt, int column) const
{
    switch (column) {
    case Changes:
        return attempt.files == 0 ? std::numeric_limits<int>::max() : attempt.added + attempt.removed;
    case Checks:
        return attempt.checks.empty() ? 1.0 : -static_cast<double>(greenOnes(attempt));
    case Conflicts:
        return clashingFiles(attempt);
    case Cost:
        return attempt.costMicros;
    case Tokens:
        return attempt.tokens;
    case Time:
        return attempt.workedMs;
    default:
        return text(attempt, column);
    }
}

QVariant AttemptsModel::icon(const Attempt &attempt, int column) const
{
    if (column == State) {
        const PhaseLook look = phaseLook(attempt.state);
        return m_theme.icon(look.icon, look.tone);
    }
    if (column == Conflicts && !attempt.clashes.empty())
        return m_theme.icon(QStringLiteral("alert"), Tone::Warning);
    if (column != Checks)
        return {};
    switch (proofOf(attempt.checks)) {
    case Proof::Green:
        return m_theme.icon(QStringLiteral("check"), Tone::Success);
    case Proof::Failed:
        return m_theme.icon(QStringLiteral("error"), Tone::Danger);
    case Proof::Unsure:
        return m_theme.icon(QStringLiteral("half"), Tone::Warning);
    case Proof::Nothing:
        break;
    }
    return {};
}

QVariant AttemptsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Attempt &attempt = m_attempts[static_cast<size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(attempt, column);
    case Qt::DecorationRole:
        return icon(attempt, column);
    case Qt::ToolTipRole:
        return longText(attempt, column).toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
    case Qt::AccessibleTextRole: {
        const QString more = longText(attempt, column);
        return more.isEmpty() ? text(attempt, column) : text(attempt, column) + QStringLiteral(". ") + more;
    }
    case Qt::TextAlignmentRole:
        return column >= Cost ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                              : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::FontRole:
        return m_theme.font(column == Name ? TypeRole::BodyStrong : TypeRole::Body);
    case SortRole:
        return sortValue(attempt, column);
    case SessionRole:
        return attempt.session.value;
    default:
        return {};
    }
}

QVariant AttemptsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section >= Cost ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                               : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Attempt");
    case State:
        return tr("State");
    case Changes:
        return tr("Changes");
    case Checks:
        return tr("Checks");
    case Conflicts:
        return tr("Conflicts");
    case Cost:
        return tr("Cost");
    case Tokens:
        return tr("Tokens");
    case Time:
        return tr("Time");
    default:
        return {};
    }
}

} // namespace pilothouse
