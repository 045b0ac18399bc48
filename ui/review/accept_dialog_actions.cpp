// What the dialog asks the runner, and what follows from the answers.
#include "runner/base/visible_text.h"
#include "ui/controls/banner.h"
#include "ui/controls/when_done.h"
#include "ui/review/accept_dialog.h"
#include "ui/review/conflict_list.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSettings>

namespace pilothouse {

namespace {

using Target = AcceptRequest::Target;
constexpr qsizetype MostNamed = 30; ///< Files in a tooltip.
constexpr auto OriginsSetting = "review/noteOrigins";

} // namespace

void AcceptDialog::askParts()
{
    whenDone(m_runner.review().selection(m_session, m_changes, ReviewDecision::Accepted), this,
        [this](Result<Selection> parts) {
            if (!parts || parts->files.empty() || m_composed.tree.isValid())
                return;
            m_parts = *std::move(parts);
            const int files = m_changes.set ? static_cast<int>(m_changes.set->files.size()) : 0;
            m_onlyParts->setText(
                tr("Only what you accepted, in %n file(s)", nullptr, static_cast<int>(m_parts.files.size())));
            m_everything->setText(tr("Everything that the agent changed, in %n file(s)", nullptr, files));
            m_onlyParts->setVisible(true);
            m_everything->setVisible(true);
            m_onlyParts->setChecked(true);
            fillFiles();
        });
}

void AcceptDialog::askDrafts()
{
    whenDone(m_runner.draftBranch(m_session), this, [this](const Result<QString> &branch) {
        if (!branch)
            return;
        m_draft = *branch;
        proposeBranch();
    });
    whenDone(m_runner.draftMessage(m_session), this, [this](const Result<QString> &message) {
        if (message && m_message->toPlainText().isEmpty())
            m_message->setPlainText(*message);
    });
}

/// A name that fits where the commit goes, as long as the person wrote none.

void AcceptDialog::proposeBranch()
{
    const QString text = m_branch->text();
    if (text.isEmpty() || text == m_draft || text == m_earlier)
        m_branch->setText(target() == Target::NewBranch ? m_draft : m_earlier);
}

void AcceptDialog::remember(QSettings &settings)
{
    m_settings = &settings;
    m_origins->setChecked(settings.value(OriginsSetting).toBool());
}

void AcceptDialog::askChecks()
{
    EvidenceApi *evidence = m_runner.evidence();
    if (!evidence)
        return;
    whenDone(evidence->checks(m_session, m_changes.to), this, [this](const Result<CheckList> &checks) {
        if (!checks || checks->marks.empty())
            return;
        QStringList sentences;
        bool allGreen = true;
        for (const CheckMark &mark : checks->marks) {
            sentences.append(visibleText(mark.sentence, LineBreaks::Show));
            allGreen = allGreen && mark.isGreen();
        }
        m_checksMissing = !acceptAllowed(checks->marks);
        m_checks->setText(sentences.join(u'\n'));
        m_checks->setTone(allGreen ? Tone::Success : m_checksMissing ? Tone::Danger : Tone::Warning);
        m_checks->setVisible(true);
        m_withoutChecks->setVisible(m_checksMissing);
        m_unproven.clear();
        for (const CheckMark &mark : checks->marks) {
            // What changes its own check stays without a green mark however often it runs.
            if (!mark.isGreen() && mark.kind != CheckMark::Kind::PassedTouched && mark.kind != CheckMark::Kind::Running)
                m_unproven.append(mark.check.name);
        }
        m_runChecks->setVisible(!m_unproven.isEmpty());
        m_runChecks->setEnabled(m_checksRunning == 0);
        m_runChecks->setText(m_checksRunning == 0
                ? tr("Run %n check(s) in a clean sandbox", nullptr, static_cast<int>(m_unproven.size()))
                : tr("Checks are running\u2026"));
        updateButton();
    });
}

/// All that have no proof yet, on exactly what is accepted.

void AcceptDialog::runChecks()
{
    EvidenceApi *evidence = m_runner.evidence();
    const QStringList names = std::exchange(m_unproven, {});
    m_checksRunning = static_cast<int>(names.size());
    for (const QString &name : names) {
        CheckRequest request;
        request.name = name;
        request.snapshot = m_changes.to;
        whenDone(evidence->runCheck(m_session, request), this, [this](const Result<CheckResult> &result) {
            --m_checksRunning;
            if (!result)
                m_banner->show(Banner::Severity::Error, result.error().message);
            askChecks();
        });
    }
    askChecks();
}

void AcceptDialog::setComposed(const ComposedAttempts &composed)
{
    m_composed = composed;
    m_parts = {};
    m_onlyParts->setVisible(false);
    m_everything->setVisible(false);
    m_everything->setChecked(true);
    m_origins->setChecked(false);
    m_origins->setVisible(false); // a note knows the origins of one session
    fillFiles();
}

AcceptOptions AcceptDialog::options() const
{
    AcceptOptions options;
    options.target = target();
    options.branch = target() == Target::CheckedOut ? QString() : m_branch->text().trimmed();
    options.message = m_message->toPlainText().trimmed();
    if (takesParts()) {
        options.selection = m_parts;
    } else {
        options.paths = chosenPaths();
        if (options.paths.size() == m_files->count())
            options.paths.clear(); // everything
    }
    if (m_composed.tree.isValid())
        options.composed = m_composed;
    else
        options.snapshot = m_changes.to;
    if (m_withUncommitted)
        options.uncommitted = static_cast<AcceptRequest::Uncommitted>(m_mine->checkedId());
    if (m_checksMissing && m_withoutChecks->isChecked())
        options.checks = AcceptOptions::Checks::Skipped;
    if (target() != Target::NewBranch)
        options.tip = m_tip;
    else if (m_alone->isChecked())
        options.newBranchOn = AcceptOptions::NewBranchOn::Base;
    options.resolutions = m_conflicts->resolutions();
    options.lineEnds = m_lineEnds->isVisible() && m_lineEnds->isChecked() ? AcceptRequest::LineEnds::Normalise
                                                                          : AcceptRequest::LineEnds::Keep;
    return options;
}

void AcceptDialog::preview()
{
    if (chosenPaths().isEmpty() || (target() == Target::ExistingBranch && m_branch->text().trimmed().isEmpty()))
        return;
    AcceptOptions asked = options();
    asked.tip = {};
    asked.resolutions.clear();
    const quint64 number = ++m_previews;
    whenDone(
        m_runner.previewAccept(m_session, asked), this, [this, number, asked](const Result<AcceptPreview> &preview) {
            if (number != m_previews || m_busy)
                return;
            if (!preview) {
                m_tip = {};
                m_conflicts->setConflicts({});
                // The branch of the last accept may be the one that is checked out.
                if (preview.error().code == BranchCheckedOut && asked.branch == m_earlier)
                    return m_target->setCurrentIndex(m_target->findData(static_cast<int>(Target::CheckedOut)));
                if (target() != Target::NewBranch) // a new branch is judged when it is made
                    m_banner->show(Banner::Severity::Warning, preview.error().message);
                return updateButton();
            }
            m_banner->hideBanner();
            m_tip = preview->parent;
            m_branchNow = preview->branch;
            m_conflicts->setConflicts(preview->conflicts);
            orderTabs();
            m_lineEnds->setText(
                tr("Turn the line ends of %n file(s) into LF, as the repository\u2019s .gitattributes wants", nullptr,
                    static_cast<int>(preview->lineEnds.size())));
            QStringList paths;
            for (const QByteArray &path : preview->lineEnds.first(qMin(preview->lineEnds.size(), MostNamed)))
                paths.append(displayPath(path).toHtmlEscaped());
            m_lineEnds->setToolTip(paths.join(QStringLiteral("<br>")));
            m_lineEnds->setVisible(!preview->lineEnds.isEmpty());
            updateButton();
        });
}

void AcceptDialog::handOver()
{
    if (m_composed.tree.isValid())
        return m_banner->show(Banner::Severity::Info,
            tr("No single agent made these files. Solve the conflicts here, or take other parts of the attempts."));
    whenDone(m_runner.prompt(m_session, conflictPrompt(m_branchNow, m_conflicts->conflicts())), this,
        [this](const Result<void> &sent) {
            if (!sent)
                return m_banner->show(Banner::Severity::Error, sent.error().message);
            Q_EMIT noticed(tr("The agent was asked to make its changes fit. Accept them when it is done."));
            reject();
        });
}

void AcceptDialog::submit()
{
    m_busy = true;
    m_previewSoon.stop();
    m_banner->hideBanner();
    updateButton();
    whenDone(m_runner.accept(m_session, options()), this, [this](const Result<AcceptOutcome> &outcome) {
        m_busy = false;
        updateButton();
        if (!outcome) {
            m_banner->show(Banner::Severity::Error, outcome.error().message);
            if (target() != Target::NewBranch)
                m_previewSoon.start(); // the branch may have moved; what is shown next is what it has now
            return;
        }
        taken(*outcome);
    });
}

void AcceptDialog::taken(const AcceptOutcome &outcome)
{
    if (m_settings)
        m_settings->setValue(OriginsSetting, m_origins->isChecked());
    Q_EMIT acceptedOnBranch(outcome.branch, outcome.commit.value);
    if (!outcome.notice.isEmpty())
        Q_EMIT noticed(outcome.notice);
    if (m_origins->isChecked())
        return noteOrigins();
    accept();
}

/// The dialog stays until the note is there: what fails is said by somebody who is still there.

void AcceptDialog::noteOrigins()
{
    m_busy = true;
    updateButton();
    whenDone(m_runner.review().noteOrigins(m_session), this, [this](const Result<ObjectId> &commit) {
        if (!commit)
            Q_EMIT noticed(
                tr("The changes are accepted, but the note was not written: %1").arg(commit.error().message));
        accept();
    });
}

} // namespace pilothouse
