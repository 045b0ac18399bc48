#include "ui/sessions/session_words.h"

#include <QCoreApplication>

namespace pilothouse {

PhaseLook phaseLook(SessionPhase phase)
{
    const auto words = [](const char *text) { return QCoreApplication::translate("SessionPhase", text); };
    switch (phase) {
    case SessionPhase::Queued:
        return {QStringLiteral("state-queued"), Tone::TextFaint, words(QT_TRANSLATE_NOOP("SessionPhase", "Queued"))};
    case SessionPhase::Preparing:
        return {QStringLiteral("state-preparing"), Tone::Accent, words(QT_TRANSLATE_NOOP("SessionPhase", "Preparing"))};
    case SessionPhase::Running:
        return {QStringLiteral("state-running"), Tone::Accent, words(QT_TRANSLATE_NOOP("SessionPhase", "Working"))};
    case SessionPhase::WaitingApproval:
        return {
            QStringLiteral("state-waiting"), Tone::Warning, words(QT_TRANSLATE_NOOP("SessionPhase", "Waits for you"))};
    case SessionPhase::Idle:
        return {QStringLiteral("state-idle"), Tone::TextMuted, words(QT_TRANSLATE_NOOP("SessionPhase", "Ready"))};
    case SessionPhase::Completed:
        return {
            QStringLiteral("state-completed"), Tone::Success, words(QT_TRANSLATE_NOOP("SessionPhase", "Completed"))};
    case SessionPhase::Failed:
        return {QStringLiteral("state-failed"), Tone::Danger, words(QT_TRANSLATE_NOOP("SessionPhase", "Failed"))};
    case SessionPhase::Cancelled:
        return {
            QStringLiteral("state-cancelled"), Tone::TextFaint, words(QT_TRANSLATE_NOOP("SessionPhase", "Cancelled"))};
    }
    return {};
}

PhaseLook phaseLook(const QString &name)
{
    return phaseLook(phaseFromName(name).value_or(SessionPhase::Queued));
}

} // namespace pilothouse
