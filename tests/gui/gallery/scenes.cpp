#include "tests/gui/gallery/scenes.h"

#include "tests/gui/support/samples.h"
#include "ui/approvals/approval_card.h"
#include "ui/controls/banner.h"
#include "ui/controls/empty_state.h"
#include "ui/transcript/transcript_view.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QRadioButton>
#include <QScrollBar>
#include <QTabBar>

namespace pilothouse {

namespace {

QWidget *transcript(
    Theme &theme, std::vector<TranscriptBody> items, std::vector<Approval> approvals = {}, bool top = false)
{
    auto *view = new TranscriptView(theme);
    view->resize(860, 900);
    view->setTranscript(samples::makeTranscript(std::move(items)), approvals);
    if (top)
        view->verticalScrollBar()->setValue(0);
    return view;
}

QWidget *controls(Theme &theme)
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(16);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(makeButton({}, QStringLiteral("Secondary")));
    buttons->addWidget(makeButton({}, QStringLiteral("Primary"), ButtonKind::Primary));
    buttons->addWidget(makeButton({}, QStringLiteral("Danger"), ButtonKind::Danger));
    buttons->addWidget(makeButton({}, QStringLiteral("Ghost"), ButtonKind::Ghost));
    auto *off = makeButton({}, QStringLiteral("Disabled"), ButtonKind::Primary);
    off->setEnabled(false);
    buttons->addWidget(off);
    buttons->addWidget(makeIconButton(theme, {}, QStringLiteral("settings"), QStringLiteral("Settings")));
    buttons->addStretch();
    layout->addLayout(buttons);
    auto *field = new QLineEdit;
    field->setPlaceholderText(QStringLiteral("A field"));
    layout->addWidget(field);
    auto *combo = new QComboBox;
    combo->addItems({QStringLiteral("Practice model"), QStringLiteral("OpenAI-compatible")});
    layout->addWidget(combo);
    auto *checks = new QHBoxLayout;
    for (const bool on : {true, false}) {
        auto *box = new QCheckBox(QStringLiteral("Check box"));
        box->setChecked(on);
        checks->addWidget(box);
        auto *radio = new QRadioButton(QStringLiteral("Radio button"));
        radio->setChecked(on);
        checks->addWidget(radio);
    }
    checks->addStretch();
    layout->addLayout(checks);
    auto *bar = new QProgressBar;
    bar->setValue(40);
    bar->setTextVisible(false);
    layout->addWidget(bar);
    auto *tabs = new QTabBar;
    tabs->setExpanding(false);
    tabs->addTab(theme.icon(QStringLiteral("transcript")), QStringLiteral("Transcript"));
    tabs->addTab(theme.icon(QStringLiteral("changes")), QStringLiteral("Changes"));
    tabs->addTab(theme.icon(QStringLiteral("terminal")), QStringLiteral("Terminal"));
    layout->addWidget(tabs);
    for (const auto severity : {Banner::Severity::Info, Banner::Severity::Warning, Banner::Severity::Error}) {
        auto *banner = new Banner(theme);
        banner->show(severity,
            QStringLiteral(
                "The disk of the data directory is full. Pilothouse waits and goes on by itself when there is room."),
            QStringLiteral("Show folder"));
        layout->addWidget(banner);
    }
    auto *empty = new EmptyState(theme);
    empty->setContent(QStringLiteral("changes"), QStringLiteral("No changes yet"),
        QStringLiteral("What the agent changes in its sandbox appears here while it works."));
    empty->addAction(makeButton({}, QStringLiteral("An action"), ButtonKind::Primary));
    layout->addWidget(empty, 1);
    return page;
}

QWidget *card(Theme &theme, const Approval &approval, bool withCall)
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    auto *widget = new ApprovalCard(theme);
    const ToolCallItem call = samples::editCall();
    widget->setApproval(approval, withCall ? &call : nullptr, QStringLiteral("Mend the rounding in money.awk"));
    layout->addWidget(widget);
    layout->addStretch();
    return page;
}

} // namespace

std::vector<Scene> partScenes()
{
    using namespace samples;
    return {
        {QStringLiteral("controls"), {720, 640}, controls},
        {QStringLiteral("transcript-working"), {860, 1100},
            [](Theme &theme) { return transcript(theme, workingTurn(), {commandApproval()}); }},
        {QStringLiteral("transcript-finished"), {860, 900},
            [](Theme &theme) { return transcript(theme, finishedTurn()); }},
        {QStringLiteral("transcript-troubled"), {860, 900},
            [](Theme &theme) { return transcript(theme, troubledTurn()); }},
        {QStringLiteral("transcript-markdown"), {860, 900},
            [](Theme &theme) { return transcript(theme, markdownTurn()); }},
        {QStringLiteral("transcript-narrow"), {380, 800},
            [](Theme &theme) { return transcript(theme, workingTurn(), {commandApproval()}); }},
        {QStringLiteral("approval-command"), {620, 300},
            [](Theme &theme) { return card(theme, commandApproval(), false); }},
        {QStringLiteral("approval-edit"), {620, 460}, [](Theme &theme) { return card(theme, editApproval(), true); }},
    };
}

} // namespace pilothouse
