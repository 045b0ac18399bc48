#include "ui/review/accept_dialog.h"

#include "ui/controls/banner.h"
#include "ui/review/conflict_list.h"
#include "ui/review/review_words.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>

namespace pilothouse {

namespace {

using Target = AcceptRequest::Target;
constexpr std::chrono::milliseconds PreviewPause{300};

const QByteArray &pathOf(const FileSelection &part)
{
    return part.newPath.isEmpty() ? part.oldPath : part.newPath;
}

template <class T> T *named(T *widget, const char *name)
{
    widget->setObjectName(QString::fromLatin1(name));
    return widget;
}

} // namespace

AcceptDialog::AcceptDialog(const Theme &theme, RunnerApi &runner, SessionId session, SessionChanges changes,
    bool withUncommitted, QWidget *parent)
    : QDialog(parent),
      m_theme(theme),
      m_runner(runner),
      m_session(session),
      m_changes(std::move(changes)),
      m_withUncommitted(withUncommitted),
      m_explanation(new TextLabel(theme, TypeRole::Body, Tone::TextMuted, {}, this)),
      m_what(new QButtonGroup(this)),
      m_onlyParts(new QRadioButton(this)),
      m_everything(new QRadioButton(this)),
      m_files(new QListWidget(this)),
      m_care(new QCheckBox(this)),
      m_target(new QComboBox(this)),
      m_branch(new QLineEdit(this)),
      m_alone(new QCheckBox(tr("Without what you accepted before"), this)),
      m_message(new QPlainTextEdit(this)),
      m_mine(new QButtonGroup(this)),
      m_checks(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_runChecks(makeButton(QStringLiteral("acceptRunChecks"), {}, ButtonKind::Secondary, this)),
      m_withoutChecks(new QCheckBox(tr("Accept it without these checks"), this)),
      m_conflicts(new ConflictList(theme, this)),
      m_lineEnds(new QCheckBox(this)),
      m_origins(new QCheckBox(tr("Note on the commit where its lines come from"), this)),
      m_moment(new TextLabel(theme, TypeRole::Body, Tone::Warning, {}, this)),
      m_banner(new Banner(theme, this)),
      m_accept(makeButton(QStringLiteral("acceptConfirm"), {}, ButtonKind::Primary, this)),
      m_cancel(makeButton(QStringLiteral("acceptCancel"), tr("Cancel"), ButtonKind::Secondary, this))
{
    setObjectName(QStringLiteral("acceptDialog"));
    setWindowTitle(tr("Accept changes"));
    setModal(true);
    nameWidgets();
    makeLayout(theme);
    m_previewSoon.setSingleShot(true);
    m_previewSoon.setInterval(PreviewPause);
    connect(&m_previewSoon, &QTimer::timeout, this, &AcceptDialog::preview);
    connect(m_what, &QButtonGroup::idClicked, this, [this] { fillFiles(); });
    connect(m_files, &QListWidget::itemChanged, this, [this] {
        updateCare();
        m_previewSoon.start();
    });
    connect(m_care, &QCheckBox::toggled, this, &AcceptDialog::updateButton);
    connect(m_withoutChecks, &QCheckBox::toggled, this, &AcceptDialog::updateButton);
    connect(m_runChecks, &QPushButton::clicked, this, &AcceptDialog::runChecks);
    connect(m_target, &QComboBox::currentIndexChanged, this, [this] {
        proposeBranch();
        updateTarget();
    });
    connect(m_alone, &QCheckBox::toggled, &m_previewSoon, qOverload<>(&QTimer::start));
    connect(m_branch, &QLineEdit::textChanged, this, [this] {
        updateButton();
        m_previewSoon.start();
    });
    connect(m_conflicts, &ConflictList::changed, this, &AcceptDialog::updateButton);
    connect(m_conflicts, &ConflictList::handedOver, this, &AcceptDialog::handOver);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &AcceptDialog::submit);
    m_everything->setChecked(true);
    // What comes after an accept goes on top of it, unless the person wants it elsewhere.
    if (const auto snapshot = runner.session(session); snapshot && !snapshot->state.accepted.empty()) {
        m_earlier = snapshot->state.accepted.back().branch;
        m_target->setCurrentIndex(m_target->findData(static_cast<int>(Target::ExistingBranch)));
    }
    fillFiles();
    updateTarget();
    orderTabs();
    m_branch->setFocus();
    askParts();
    askDrafts();
    askChecks();
}

void AcceptDialog::nameWidgets()
{
    named(m_onlyParts, "acceptParts")->setVisible(false);
    named(m_everything, "acceptEverything")->setVisible(false);
    m_what->addButton(m_onlyParts);
    m_what->addButton(m_everything);
    named(m_files, "acceptFiles")->setProperty("field", true);
    m_files->setAccessibleName(tr("Files to accept"));
    named(m_care, "acceptCare")->setVisible(false);
    named(m_target, "acceptTarget")->setAccessibleName(tr("Where the commit goes"));
    m_target->addItem(tr("A new branch"), static_cast<int>(Target::NewBranch));
    m_target->addItem(tr("A branch that exists"), static_cast<int>(Target::ExistingBranch));
    m_target->addItem(tr("The checked-out branch"), static_cast<int>(Target::CheckedOut));
    m_target->setMinimumContentsLength(static_cast<int>(m_target->itemText(1).size())); // the longest in most languages
    named(m_branch, "acceptBranch")->setFont(m_theme.font(TypeRole::Mono));
    m_branch->setAccessibleName(tr("Branch"));
    named(m_message, "acceptMessage")->setProperty("field", true);
    m_message->setTabChangesFocus(true);
    m_message->setFixedHeight(110);
    named(m_alone, "acceptAlone")
        ->setToolTip(tr("Starts the new branch where the session began instead of on your last accepted commit"));
    named(m_withoutChecks, "acceptWithoutChecks")->setVisible(false);
    named(m_checks, "acceptChecks")->setWordWrap(true);
    m_checks->setVisible(false);
    m_runChecks->setProperty("small", true);
    m_runChecks->setVisible(false);
    named(m_origins, "acceptOrigins")
        ->setToolTip(tr("A git note under refs/notes/pilothouse: which prompt and tool call wrote each line"));
    named(m_moment, "acceptMoment")->setWordWrap(true);
    m_moment->setVisible(false);
    m_conflicts->setVisible(false);
    named(m_lineEnds, "acceptLineEnds")->setVisible(false);
    m_explanation->setWordWrap(true);
}

void AcceptDialog::makeLayout(const Theme &theme)
{
    resize(580, 680);
    const auto label = [&](const QString &text, QWidget *buddy) {
        auto *widget = new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, text, this);
        widget->setBuddy(buddy);
        return widget;
    };
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addWidget(new TextLabel(theme, TypeRole::Title, Tone::Text, tr("Take over what the agent changed"), this));
    layout->addWidget(m_explanation);
    layout->addWidget(m_moment);
    layout->addSpacing(grid::Half);
    layout->addWidget(m_onlyParts);
    layout->addWidget(m_everything);
    layout->addWidget(m_files, 1);
    layout->addWidget(m_care);
    auto *where = new QHBoxLayout;
    where->setSpacing(grid::One);
    where->addWidget(m_target);
    where->addWidget(m_branch, 1);
    layout->addWidget(label(tr("Where"), m_target));
    layout->addLayout(where);
    layout->addWidget(m_alone);
    layout->addWidget(label(tr("Message"), m_message));
    layout->addWidget(m_message);
    if (m_withUncommitted) {
        layout->addWidget(label(tr("Your own uncommitted changes"), nullptr));
        auto *only = named(new QRadioButton(tr("Leave them out: only the agent\u2019s changes, on top of HEAD"), this),
            "acceptOnlyAgents");
        auto *first =
            named(new QRadioButton(tr("Mine as a first commit, then the agent\u2019s"), this), "acceptMineFirst");
        only->setChecked(true);
        m_mine->addButton(only, static_cast<int>(AcceptRequest::Uncommitted::OnlyAgents));
        m_mine->addButton(first, static_cast<int>(AcceptRequest::Uncommitted::MineFirst));
        layout->addWidget(only);
        layout->addWidget(first);
    }
    layout->addWidget(m_checks);
    layout->addWidget(m_runChecks, 0, Qt::AlignLeft);
    layout->addWidget(m_withoutChecks);
    layout->addWidget(m_conflicts);
    layout->addWidget(m_lineEnds);
    layout->addWidget(m_origins);
    layout->addWidget(m_banner);
    layout->addSpacing(grid::Half);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    layout->addLayout(buttons);
}

/// From the top down, what came later as well.
void AcceptDialog::orderTabs()
{
    QList<QWidget *> order{m_onlyParts, m_everything, m_files, m_care, m_target, m_branch, m_alone, m_message};
    for (QAbstractButton *mine : m_mine->buttons())
        order.append(mine);
    order << m_runChecks << m_withoutChecks << m_conflicts->controls() << m_lineEnds << m_origins << m_cancel
          << m_accept;
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

bool AcceptDialog::takesParts() const
{
    return m_onlyParts->isChecked();
}

Target AcceptDialog::target() const
{
    return static_cast<Target>(m_target->currentData().toInt());
}

void AcceptDialog::setMoment(const QString &words)
{
    m_moment->setText(tr("As it was then: %1. What came later is not in it.").arg(words));
    m_moment->setVisible(!words.isEmpty());
}

void AcceptDialog::fillFiles()
{
    const QSignalBlocker blocker(m_files);
    m_files->clear();
    if (!m_changes.set)
        return;
    QHash<QByteArray, bool> whole;
    for (const FileSelection &part : m_parts.files)
        whole.insert(pathOf(part), part.whole);
    for (const FileChange &change : m_changes.set->files) {
        const bool parts = takesParts();
        if (parts && !whole.contains(change.path()))
            continue;
        QString text =
            QStringLiteral("%1   +%2 \u2212%3").arg(displayPath(change.path())).arg(change.added).arg(change.removed);
        if (parts && !whole.value(change.path()))
            text = tr("%1   in part").arg(displayPath(change.path()));
        const std::optional<SensitiveMark> careful = SensitiveFiles::known().find(change);
        auto *item = new QListWidgetItem(m_theme.icon(careful ? QStringLiteral("alert") : changeIcon(change.status),
                                             careful ? Tone::Warning : Tone::TextMuted),
            text, m_files);
        item->setData(Qt::UserRole, change.path());
        if (careful)
            item->setToolTip(sensitiveSentence(*careful).toHtmlEscaped());
        const bool choosable = !parts && !m_composed.tree.isValid();
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable
            | (choosable ? Qt::ItemFlags(Qt::ItemIsUserCheckable) : Qt::NoItemFlags));
        if (choosable)
            item->setCheckState(Qt::Checked);
    }
    updateCare();
    m_previewSoon.start();
}

QList<QByteArray> AcceptDialog::chosenPaths() const
{
    QList<QByteArray> paths;
    for (int row = 0; row < m_files->count(); ++row) {
        const QListWidgetItem *item = m_files->item(row);
        if (takesParts() || m_composed.tree.isValid() || item->checkState() == Qt::Checked)
            paths.append(item->data(Qt::UserRole).toByteArray());
    }
    return paths;
}

void AcceptDialog::updateCare()
{
    QStringList careful;
    const QList<QByteArray> paths = chosenPaths();
    if (m_changes.set) {
        const QSet<QByteArray> chosen(paths.begin(), paths.end());
        for (const FileChange &change : m_changes.set->files) {
            if (chosen.contains(change.path()) && SensitiveFiles::known().find(change))
                careful.append(displayPath(change.path()));
        }
    }
    const bool shown = !careful.isEmpty();
    const QString text = careful.size() > 2
        ? tr("I have looked at %n file(s) that run code or steer tools", nullptr, static_cast<int>(careful.size()))
        : tr("I have looked at %1, which runs code or steers tools").arg(careful.join(QLatin1StringView(", ")));
    if (text != m_care->text() || !shown)
        m_care->setChecked(false); // asked anew for other files
    m_care->setText(text);
    m_care->setToolTip(careful.join(u'\n').toHtmlEscaped());
    m_care->setVisible(shown);
    updateButton();
}

void AcceptDialog::updateTarget()
{
    m_alone->setVisible(target() == Target::NewBranch && !m_earlier.isEmpty());
    switch (target()) {
    case Target::NewBranch:
        m_explanation->setText(m_earlier.isEmpty()
                ? tr("A commit with you as author and the agent as co-author is made on a new branch. Your checkout, "
                     "index and other branches stay as they are.")
                : tr("The new branch starts on the commit that you accepted last, so it has everything up to now. Your "
                     "checkout, index and other branches stay as they are."));
        break;
    case Target::ExistingBranch:
        m_explanation->setText(tr("The commit goes on top of the branch, which must not be checked out. Where it has "
                                  "moved on, the changes are merged with it. Your checkout stays as it is."));
        break;
    case Target::CheckedOut:
        m_explanation->setText(tr("The commit goes on top of the branch that is checked out, and your files follow, "
                                  "if they have no uncommitted changes."));
        break;
    }
    m_branch->setEnabled(target() != Target::CheckedOut);
    if (target() == Target::NewBranch)
        m_branch->setPlaceholderText({});
    else
        m_branch->setPlaceholderText(target() == Target::CheckedOut ? tr("as it is checked out") : tr("main"));
    m_previewSoon.start();
    updateButton();
}

void AcceptDialog::updateButton()
{
    const int count = static_cast<int>(chosenPaths().size());
    m_accept->setText(m_busy ? tr("Accepting\u2026")
            : takesParts()   ? tr("Commit what you accepted")
                             : tr("Accept %n file(s)", nullptr, count));
    m_accept->setEnabled(!m_busy && count > 0
        && (target() == Target::CheckedOut || !m_branch->text().trimmed().isEmpty())
        && (m_care->isHidden() || m_care->isChecked()) && m_conflicts->isSolved()
        && (!m_checksMissing || m_withoutChecks->isChecked()));
}

} // namespace pilothouse
