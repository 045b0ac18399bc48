#include "ui/review/review_words.h"

#include <QCoreApplication>

namespace pilothouse {

QString changeWord(FileChange::Status status)
{
    switch (status) {
    case FileChange::Status::Added:
        return QCoreApplication::translate("pilothouse::ReviewWords", "added");
    case FileChange::Status::Modified:
        return QCoreApplication::translate("pilothouse::ReviewWords", "modified");
    case FileChange::Status::Deleted:
        return QCoreApplication::translate("pilothouse::ReviewWords", "deleted");
    case FileChange::Status::Renamed:
        return QCoreApplication::translate("pilothouse::ReviewWords", "renamed");
    case FileChange::Status::Copied:
        return QCoreApplication::translate("pilothouse::ReviewWords", "copied");
    case FileChange::Status::TypeChanged:
        return QCoreApplication::translate("pilothouse::ReviewWords", "changed in type");
    case FileChange::Status::ModeChanged:
        return QCoreApplication::translate("pilothouse::ReviewWords", "changed in mode");
    }
    return {};
}

QString changeIcon(FileChange::Status status)
{
    switch (status) {
    case FileChange::Status::Added:
        return QStringLiteral("file-added");
    case FileChange::Status::Deleted:
        return QStringLiteral("file-deleted");
    case FileChange::Status::Renamed:
    case FileChange::Status::Copied:
        return QStringLiteral("file-renamed");
    default:
        return QStringLiteral("file-modified");
    }
}

QString decisionWord(FileDecision decision)
{
    switch (decision) {
    case FileDecision::None:
        return QCoreApplication::translate("pilothouse::ReviewWords", "undecided");
    case FileDecision::Partly:
        return QCoreApplication::translate("pilothouse::ReviewWords", "partly decided");
    case FileDecision::Accepted:
        return QCoreApplication::translate("pilothouse::ReviewWords", "accepted");
    case FileDecision::Rejected:
        return QCoreApplication::translate("pilothouse::ReviewWords", "rejected");
    case FileDecision::Mixed:
        return QCoreApplication::translate("pilothouse::ReviewWords", "partly accepted, partly rejected");
    case FileDecision::Committed:
        return QCoreApplication::translate("pilothouse::ReviewWords", "committed");
    }
    return {};
}

QString sensitiveSentence(const SensitiveMark &mark)
{
    switch (mark.when) {
    case SensitiveMark::When::ShellEnters:
        return QCoreApplication::translate("pilothouse::ReviewWords", "Runs when a shell enters the folder (%1)")
            .arg(mark.tool);
    case SensitiveMark::When::EditorOpens:
        return QCoreApplication::translate("pilothouse::ReviewWords", "Can run when an editor opens the folder (%1)")
            .arg(mark.tool);
    case SensitiveMark::When::GitRuns:
        return QCoreApplication::translate("pilothouse::ReviewWords", "Takes effect when git runs (%1)").arg(mark.tool);
    case SensitiveMark::When::Installed:
        return QCoreApplication::translate("pilothouse::ReviewWords", "Can run when dependencies are installed (%1)")
            .arg(mark.tool);
    case SensitiveMark::When::Built:
        return QCoreApplication::translate("pilothouse::ReviewWords", "Runs when the project is built or tested (%1)")
            .arg(mark.tool);
    case SensitiveMark::When::OnServer:
        return QCoreApplication::translate(
            "pilothouse::ReviewWords", "Runs on servers with the project\u2019s secrets (%1)")
            .arg(mark.tool);
    case SensitiveMark::When::AgentStarts:
        return QCoreApplication::translate("pilothouse::ReviewWords", "Tells coding agents what to do (%1)")
            .arg(mark.tool);
    case SensitiveMark::When::ProgramStarts:
        return QCoreApplication::translate("pilothouse::ReviewWords", "Changes how programs start (%1)").arg(mark.tool);
    }
    return {};
}

} // namespace pilothouse
