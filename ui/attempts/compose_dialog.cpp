#include "ui/attempts/compose_dialog.h"

#include "runner/base/visible_text.h"
#include "ui/attempts/attempts_model.h"
#include "ui/attempts/tree_comparison.h"
#include "ui/controls/banner.h"
#include "ui/controls/when_done.h"
#include "ui/review/accept_dialog.h"
#include "ui/review/review_words.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QListWidget>

namespace pilothouse {

namespace {

enum Taken { Nothing = -1 };

} // namespace

ComposeDialog::ComposeDialog(const Theme &theme, RunnerApi &runner, std::vector<Attempt> attempts, QWidget *parent)
    : QDialog(parent),
      m_theme(theme),
      m_runner(runner),
      m_summary(new TextLabel(theme, TypeRole::BodyStrong, Tone::Text, {}, this)),
      m_files(new QListWidget(this)),
      m_checks(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_banner(new Banner(theme, this)),
      m_look(makeButton(QStringLiteral("composeLook"), tr("Look at it"), ButtonKind::Secondary, this)),
      m_run(makeButton(QStringLiteral("composeCheck"), tr("Run the checks"), ButtonKind::Secondary, this)),
      m_cancel(makeButton(QStringLiteral("composeCancel"), tr("Cancel"), ButtonKind::Secondary, this)),
      m_accept(makeButton(QStringLiteral("composeAccept"), tr("Accept\u2026"), ButtonKind::Primary, this))
{
    setObjectName(QStringLiteral("composeDialog"));
    setWindowTitle(tr("Put parts together"));
    setModal(true);
    resize(600, 620);
    for (Attempt &attempt : attempts) {
        if (attempt.files > 0 && attempt.snapshot.isValid())
            m_choices.push_back({.attempt = std::move(attempt), .take = nullptr, .parts = {}});
    }
    makeLayout();
    connect(m_look, &QPushButton::clicked, this, &ComposeDialog::look);
    connect(m_run, &QPushButton::clicked, this, [this] { runChecks(m_checksToRun); });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &ComposeDialog::openAccept);
    for (size_t i = 0; i < m_choices.size(); ++i) {
        askPart(i, AttemptTake::Reviewed);
        askPart(i, AttemptTake::Everything);
    }
    compose();
    if (!m_choices.empty())
        m_choices.front().take->setFocus();
}

void ComposeDialog::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addWidget(
        new TextLabel(m_theme, TypeRole::Title, Tone::Text, tr("Put parts of several attempts together"), this));
    auto *explanation = new TextLabel(m_theme, TypeRole::Body, Tone::TextMuted,
        tr("What you accept in an attempt\u2019s review, down to single lines, is its part. The parts are merged on "
           "the commit that all of them began from."),
        this);
    explanation->setWordWrap(true);
    layout->addWidget(explanation);
    layout->addSpacing(grid::Half);
    auto *rows = new QGridLayout;
    rows->setSpacing(grid::One);
    rows->setColumnStretch(1, 1);
    for (size_t i = 0; i < m_choices.size(); ++i) {
        Choice &choice = m_choices[i];
        const int row = static_cast<int>(i);
        auto *name = new TextLabel(m_theme, TypeRole::BodyStrong, Tone::Text, attemptName(choice.attempt), this);
        choice.take = new QComboBox(this);
        choice.take->setObjectName(QStringLiteral("composeTake%1").arg(choice.attempt.session.value));
        choice.take->setAccessibleName(tr("What to take of %1").arg(attemptName(choice.attempt)));
        choice.take->addItem(tr("Nothing"), Nothing);
        name->setBuddy(choice.take);
        rows->addWidget(name, row, 0);
        rows->addWidget(choice.take, row, 1);
        connect(choice.take, &QComboBox::currentIndexChanged, this, &ComposeDialog::compose);
    }
    layout->addLayout(rows);
    layout->addSpacing(grid::Half);
    layout->addWidget(m_summary);
    m_files->setObjectName(QStringLiteral("composeFiles"));
    m_files->setProperty("field", true);
    m_files->setAccessibleName(tr("Files of what is put together"));
    layout->addWidget(m_files, 1);
    m_checks->setObjectName(QStringLiteral("composeChecks"));
    m_checks->setWordWrap(true);
    m_checks->setVisible(false);
    layout->addWidget(m_checks);
    layout->addWidget(m_banner);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid::One);
    buttons->addWidget(m_look);
    buttons->addWidget(m_run);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    layout->addSpacing(grid::Half);
    layout->addLayout(buttons);
}

void ComposeDialog::askPart(size_t index, AttemptTake take)
{
    whenDone(m_runner.evidence()->attemptPart(m_choices[index].attempt.session, take), this,
        [this, index, take](Result<AttemptPart> part) {
            if (!part)
                return m_banner->show(Banner::Severity::Error, part.error().message);
            Choice &choice = m_choices[index];
            const int files = static_cast<int>(part->selection.files.size());
            if (files == 0)
                return;
            choice.parts[take] = *std::move(part);
            const bool reviewed = take == AttemptTake::Reviewed;
            choice.take->addItem(reviewed ? tr("What you accepted in its review: %n file(s)", nullptr, files)
                                          : tr("Everything: %n file(s)", nullptr, files),
                static_cast<int>(take));
            if (reviewed)
                choice.take->setCurrentIndex(choice.take->count() - 1);
        });
}

void ComposeDialog::compose()
{
    std::vector<AttemptPart> parts;
    for (const Choice &choice : m_choices) {
        const int take = choice.take->currentData().toInt();
        if (take == Nothing)
            continue;
        if (const auto part = choice.parts.find(static_cast<AttemptTake>(take)); part != choice.parts.end())
            parts.push_back(part->second);
    }
    const quint64 generation = ++m_generation;
    m_composed = {};
    m_changes = {};
    m_checksToRun.clear();
    m_checks->setVisible(false);
    m_files->clear();
    m_banner->hideBanner();
    m_summary->setText(parts.empty() ? tr("Choose what to take.") : tr("Putting it together\u2026"));
    updateButtons();
    if (parts.empty())
        return;
    whenDone(m_runner.evidence()->composeAttempts(std::move(parts)), this,
        [this, generation](const Result<ComposedAttempts> &composed) {
            if (generation == m_generation)
                showComposed(composed);
        });
}

void ComposeDialog::showComposed(const Result<ComposedAttempts> &composed)
{
    if (!composed) {
        m_summary->clear();
        return m_banner->show(Banner::Severity::Error, composed.error().message);
    }
    if (!composed->conflicts.empty()) {
        m_summary->setText(tr("%n file(s) are changed differently by two of the parts", nullptr,
            static_cast<int>(composed->conflicts.size())));
        for (const MergeConflict &conflict : composed->conflicts)
            new QListWidgetItem(
                m_theme.icon(QStringLiteral("alert"), Tone::Warning), displayPath(conflict.path), m_files);
        return m_banner->show(Banner::Severity::Warning,
            tr("Accept these lines in the review of one attempt only, or take nothing of the other."));
    }
    m_composed = *composed;
    whenDone(m_runner.changes(m_composed.session, {}, m_composed.tree), this,
        [this, generation = m_generation](const Result<SessionChanges> &changes) {
            if (generation != m_generation)
                return;
            if (!changes)
                return m_banner->show(Banner::Severity::Error, changes.error().message);
            showChanges(*changes);
        });
}

void ComposeDialog::showChanges(const SessionChanges &changes)
{
    m_changes = changes;
    m_summary->setText(tr("Together %n file(s), +%1 \u2212%2", nullptr, static_cast<int>(changes.set->files.size()))
            .arg(changes.set->added)
            .arg(changes.set->removed));
    for (const FileChange &change : changes.set->files)
        new QListWidgetItem(m_theme.icon(changeIcon(change.status), Tone::TextMuted),
            QStringLiteral("%1   +%2 \u2212%3").arg(displayPath(change.path())).arg(change.added).arg(change.removed),
            m_files);
    updateButtons();
    askChecks();
}

void ComposeDialog::askChecks()
{
    whenDone(m_runner.evidence()->checks(m_composed.session, m_composed.tree), this,
        [this, generation = m_generation](const Result<CheckList> &checks) {
            if (generation != m_generation || !checks || checks->marks.empty())
                return;
            QStringList sentences;
            m_checksToRun.clear();
            for (const CheckMark &mark : checks->marks) {
                sentences.append(visibleText(mark.sentence, LineBreaks::Show));
                if (!mark.isGreen())
                    m_checksToRun.push_back(mark.check.name);
            }
            m_checks->setText(sentences.join(u'\n'));
            m_checks->setTone(m_checksToRun.empty() ? Tone::Success : Tone::TextMuted);
            m_checks->setVisible(true);
            updateButtons();
        });
}

void ComposeDialog::runChecks(std::vector<QString> names)
{
    if (names.empty()) {
        m_checking = false;
        updateButtons();
        return askChecks();
    }
    m_checking = true;
    updateButtons();
    const QString name = names.front();
    names.erase(names.begin());
    m_checks->setText(tr("\u201C%1\u201D runs on exactly these files, in a clean sandbox\u2026")
            .arg(visibleText(name, LineBreaks::Show)));
    whenDone(
        m_runner.evidence()->runCheck(m_composed.session, {.name = name, .command = {}, .snapshot = m_composed.tree}),
        this, [this, names, generation = m_generation](const Result<CheckResult> &result) {
            if (generation != m_generation) {
                m_checking = false;
                return updateButtons();
            }
            if (!result)
                m_banner->show(Banner::Severity::Error, result.error().message);
            runChecks(result ? names : std::vector<QString>());
        });
}

void ComposeDialog::look()
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("composedLines"));
    dialog->setWindowTitle(tr("What is put together"));
    dialog->resize(1000, 680);
    auto *lines = new TreeComparison(m_theme, m_runner);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(lines);
    lines->show(m_composed.session, m_changes.from, m_changes.to, tr("From the common base to what is put together"));
    lines->setFocus();
    dialog->open();
}

void ComposeDialog::openAccept()
{
    const auto carrier =
        std::ranges::find(m_choices, m_composed.session, [](const Choice &choice) { return choice.attempt.session; });
    auto *dialog = new AcceptDialog(m_theme, m_runner, m_composed.session, m_changes,
        carrier != m_choices.end() && carrier->attempt.withUncommitted, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setComposed(m_composed);
    connect(dialog, &AcceptDialog::acceptedOnBranch, this, [this](const QString &branch) {
        Q_EMIT acceptedOnBranch(branch);
        accept();
    });
    connect(dialog, &AcceptDialog::noticed, this, &ComposeDialog::noticed);
    dialog->open();
}

void ComposeDialog::updateButtons()
{
    const bool any = m_changes.set && !m_changes.set->files.isEmpty();
    m_look->setEnabled(any);
    m_accept->setEnabled(any);
    m_run->setVisible(!m_checksToRun.empty());
    m_run->setEnabled(any && !m_checking);
}

} // namespace pilothouse
