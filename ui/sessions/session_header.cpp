#include "ui/sessions/session_header.h"

#include "runner/base/visible_text.h"
#include "ui/controls/words.h"
#include "ui/sessions/session_words.h"

#include <QBoxLayout>
#include <QEvent>
#include <QMenu>
#include <QPainter>

namespace pilothouse {

SessionHeader::SessionHeader(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_icon(new IconLabel(theme, QStringLiteral("state-queued"), Tone::TextFaint, 18, this)),
      m_title(new ElidedLabel(theme, TypeRole::Title, Tone::Text, {}, this)),
      m_facts(new ElidedLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_usage(new TextLabel(theme, TypeRole::Small, Tone::TextMuted, {}, this)),
      m_attempts(makeIconButton(theme, QStringLiteral("showAttempts"), QStringLiteral("fork"), {}, this)),
      m_grade(makeIconButton(theme, QStringLiteral("sandboxGrade"), QStringLiteral("shield"), {}, this)),
      m_mode(new QToolButton(this)),
      m_more(makeIconButton(theme, QStringLiteral("sessionMenu"), QStringLiteral("more"), {}, this))
{
    setFixedHeight(60);
    m_title->setObjectName(QStringLiteral("sessionTitle"));
    m_mode->setObjectName(QStringLiteral("agentMode"));
    m_mode->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_mode->setIcon(theme.icon(QStringLiteral("helm")));
    m_mode->setPopupMode(QToolButton::InstantPopup);
    m_mode->setFocusPolicy(Qt::TabFocus);
    m_mode->setMenu(new QMenu(m_mode));
    m_mode->hide();
    m_attempts->hide();
    connect(m_attempts, &QToolButton::clicked, this, [this] { Q_EMIT attemptsRequested(m_group); });
    m_grade->setPopupMode(QToolButton::InstantPopup);
    m_grade->setMenu(new QMenu(m_grade));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(new QMenu(m_more));

    auto *texts = new QVBoxLayout;
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(1);
    texts->addStretch();
    texts->addWidget(m_title);
    texts->addWidget(m_facts);
    texts->addStretch();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid::Two, 0, grid::OneAndHalf, 0);
    layout->setSpacing(grid::One);
    layout->addWidget(m_icon);
    layout->addSpacing(grid::Half);
    layout->addLayout(texts, 1);
    layout->addWidget(m_usage);
    layout->addWidget(m_attempts);
    layout->addWidget(m_mode);
    layout->addWidget(m_grade);
    layout->addWidget(m_more);
    retranslate();
}

void SessionHeader::setSnapshot(const SessionSnapshot &snapshot)
{
    const SessionState &state = snapshot.state;
    const PhaseLook look = phaseLook(state.phase);
    m_icon->setIcon(look.icon, look.tone);
    m_title->setText(visibleText(state.info.title, LineBreaks::Show));
    QStringList facts{look.words, visibleText(state.info.repositoryName, LineBreaks::Show)};
    if (state.info.withUncommitted)
        facts.append(tr("HEAD with your uncommitted changes"));
    else if (!state.headCommit.isEmpty())
        facts.append(QStringLiteral("%1 (%2)").arg(
            visibleText(state.info.baseRevision, LineBreaks::Show), state.headCommit.left(8)));
    facts.append(state.info.agent + QLatin1Char(' ')
        + (state.info.model.provider == QLatin1StringView("practice")
                ? tr("with the practice model")
                : tr("with %1").arg(visibleText(state.info.model.name, LineBreaks::Show))));
    m_facts->setText(facts.join(QStringLiteral("  \u00B7  ")));
    const UsageView &usage = state.usage;
    m_usage->setVisible(usage.modelCalls > 0);
    m_usage->setText(tr("%1 tokens  \u00B7  %2")
            .arg(words::count(usage.inputTokens + usage.outputTokens),
                words::money(static_cast<double>(usage.costMicros) / 1e6)));
    m_usage->setToolTip(
        tr("%n model call(s), %1 tokens read (%2 of them from the cache), %3 written; metered on this machine", nullptr,
            usage.modelCalls)
            .arg(words::count(usage.inputTokens), words::count(usage.cachedTokens), words::count(usage.outputTokens)));
    m_group = state.info.group;
    m_attempts->setVisible(!m_group.isEmpty());
    updateGrade(state.sandbox);
    updateModes(state.conversation);
    updateOptions(state.conversation.configOptions);
}

void SessionHeader::updateGrade(const SandboxView &sandbox)
{
    m_grade->setVisible(!sandbox.grade.checks.empty());
    if (sandbox.grade.checks == m_checks)
        return;
    m_checks = sandbox.grade.checks;
    const auto missing = std::ranges::count(m_checks, GradeState::Missing, &GradeCheck::state);
    const auto watched = std::ranges::count(m_checks, GradeState::Watched, &GradeCheck::state);
    m_grade->setIcon(missing ? m_theme.icon(QStringLiteral("alert"), Tone::Warning)
                             : m_theme.icon(QStringLiteral("shield"), Tone::Success));
    setIconButtonName(m_grade,
        missing       ? tr("Sandbox: %n check(s) are missing", nullptr, static_cast<int>(missing))
            : watched ? tr("Sandbox: everything is enforced or watched")
                      : tr("Sandbox: every check is enforced"));
    QMenu *menu = m_grade->menu();
    menu->clear();
    for (const GradeCheck &check : m_checks) {
        const bool bad = check.state == GradeState::Missing;
        const QString word = bad ? tr("missing") : check.state == GradeState::Watched ? tr("watched") : tr("enforced");
        menu->addAction(
            m_theme.icon(bad ? QStringLiteral("alert") : QStringLiteral("check"), bad ? Tone::Warning : Tone::Success),
            QStringLiteral("%1\t%2").arg(
                visibleText(check.sentence.isEmpty() ? check.name : check.sentence, LineBreaks::Show)
                    .left(100)
                    .replace(u'&', QStringLiteral("&&")),
                word));
    }
}

void SessionHeader::updateModes(const Conversation &conversation)
{
    const bool offered = conversation.modes && conversation.modes->available.size() > 1;
    m_mode->setVisible(offered);
    if (!offered || conversation.modes == m_modes)
        return;
    m_modes = conversation.modes;
    QMenu *menu = m_mode->menu();
    menu->clear();
    for (const acp::Mode &mode : m_modes->available) {
        const QString name = visibleText(mode.name.isEmpty() ? mode.id : mode.name, LineBreaks::Show).left(60);
        QAction *action = menu->addAction(
            QString(name).replace(u'&', QStringLiteral("&&")), this, [this, id = mode.id] { Q_EMIT modeChosen(id); });
        action->setCheckable(true);
        action->setChecked(mode.id == m_modes->current);
        action->setToolTip(visibleText(mode.description).left(300).toHtmlEscaped());
        if (action->isChecked())
            m_mode->setText(name);
    }
}

void SessionHeader::updateOptions(const std::vector<acp::ConfigOption> &options)
{
    if (options == m_options)
        return;
    m_options = options;
    makeMenu();
}

void SessionHeader::makeMenu()
{
    QMenu *menu = m_more->menu();
    menu->clear();
    const auto label = [](const QString &text) {
        return visibleText(text, LineBreaks::Show).left(60).replace(u'&', QStringLiteral("&&"));
    };
    for (const acp::ConfigOption &option : m_options) {
        if (option.type == acp::ConfigOption::Type::Boolean) {
            QAction *action = menu->addAction(
                label(option.name), this, [this, id = option.id, on = option.on] { Q_EMIT optionChosen(id, !on); });
            action->setCheckable(true);
            action->setChecked(option.on);
            continue;
        }
        QMenu *choices = menu->addMenu(label(option.name));
        for (const acp::ConfigChoice &choice : option.choices) {
            QAction *action = choices->addAction(label(choice.name.isEmpty() ? choice.value : choice.name), this,
                [this, id = option.id, value = choice.value] { Q_EMIT optionChosen(id, value); });
            action->setCheckable(true);
            action->setChecked(choice.value == option.current);
        }
    }
    if (!m_options.empty())
        menu->addSeparator();
    menu->addAction(m_theme.icon(QStringLiteral("edit")), tr("Rename"), this, &SessionHeader::renameRequested);
    menu->addAction(m_theme.icon(QStringLiteral("delete"), Tone::Danger), tr("Move to the Trash\u2026"), this,
        &SessionHeader::removeRequested);
}

void SessionHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Tone::Border));
}

void SessionHeader::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void SessionHeader::retranslate()
{
    m_checks.clear();
    m_mode->setAccessibleName(tr("Mode of the agent"));
    m_mode->setToolTip(tr("Mode of the agent"));
    setIconButtonName(m_attempts, tr("Compare the attempts at this task"));
    setIconButtonName(m_more, tr("More about this session"));
    makeMenu();
}

} // namespace pilothouse
