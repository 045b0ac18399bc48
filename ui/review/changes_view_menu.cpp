// Menus of a review, and its files in the person's editor.
#include "runner/base/visible_text.h"
#include "ui/controls/when_done.h"
#include "ui/review/changes_view.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeDatabase>
#include <QUrl>

namespace pilothouse {

namespace {

/// A file that an editor shows. What a desktop might start instead is never handed to it: then the folder is opened.
bool isPlainText(const QFileInfo &file)
{
    const QMimeType type = QMimeDatabase().mimeTypeForFile(file, QMimeDatabase::MatchContent);
    return type.inherits(QStringLiteral("text/plain")) && !file.isExecutable() && !file.isSymLink()
        && file.suffix().compare(QLatin1StringView("desktop"), Qt::CaseInsensitive) != 0;
}

} // namespace

void ChangesView::openMenu(const ReviewSpot &spot, QPoint where)
{
    if (spot.file < 0 || spot.file >= m_document.fileCount())
        return;
    const bool onFile = spot.part == ReviewSpot::Part::Header || spot.part == ReviewSpot::Part::HeaderMenu
        || spot.part == ReviewSpot::Part::HeaderToggle || spot.part == ReviewSpot::Part::HeaderViewed;
    if (onFile && m_document.hunkCount(spot.file) > 0)
        m_view->setCurrentHunk({spot.file, 0});
    else if (spot.hunk.isValid() && !m_view->hasSelection())
        m_view->setCurrentHunk(spot.hunk);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("reviewMenu"));
    const auto add = [&](const char *icon, ReviewCommand command) {
        const auto key = std::ranges::find(reviewKeys(), command, &ReviewKey::command);
        QAction *action = menu->addAction(m_theme.icon(QString::fromLatin1(icon)), reviewKeyText(*key));
        action->setShortcut(key->keys.first());
        action->setShortcutContext(Qt::WidgetShortcut); // only shown here
        connect(action, &QAction::triggered, this, [this, command] { run(command); });
    };
    add("accepted-part", onFile ? ReviewCommand::AcceptFile : ReviewCommand::Accept);
    add("reject", onFile ? ReviewCommand::RejectFile : ReviewCommand::Reject);
    if (!onFile)
        add("undo", ReviewCommand::Clear);
    menu->addSeparator();
    add("comment", onFile ? ReviewCommand::CommentFile : ReviewCommand::Comment);
    if (!onFile)
        add("why", ReviewCommand::Why);
    menu->addSeparator();
    add("read", ReviewCommand::ExpandFile);
    if (onFile)
        add("eye", ReviewCommand::Viewed);
    add("edit", ReviewCommand::OpenInEditor);
    const QByteArray path = m_document.change(spot.file).path();
    if (m_view->hasSelection())
        connect(menu->addAction(m_theme.icon(QStringLiteral("copy")), tr("Copy")), &QAction::triggered, m_view,
            &ReviewView::copy);
    connect(menu->addAction(m_theme.icon(QStringLiteral("copy")), tr("Copy the path")), &QAction::triggered, this,
        [path] { QGuiApplication::clipboard()->setText(displayPath(path)); });
    menu->popup(where);
}

void ChangesView::openInEditor()
{
    EvidenceApi *evidence = m_runner.evidence();
    const int file = currentFile();
    if (!evidence || file < 0)
        return;
    const QByteArray path = m_document.change(file).newPath;
    if (path.isEmpty())
        return Q_EMIT informed(tr("The file was deleted; there is nothing to open."));
    whenDone(evidence->tryOut(m_review.session(), m_review.changes().to, TryFollow::Stay), this,
        [this, path](const Result<TryFolder> &folder) {
            if (!folder)
                return Q_EMIT failed(folder.error().message);
            const QFileInfo shown(folder->path + QLatin1Char('/') + QFile::decodeName(path));
            const bool text = isPlainText(shown);
            if (!QDesktopServices::openUrl(QUrl::fromLocalFile(text ? shown.absoluteFilePath() : shown.absolutePath())))
                Q_EMIT failed(tr("No program was found that opens %1.").arg(shown.absoluteFilePath()));
            else
                Q_EMIT informed(tr("This is a copy of its own in %1; what you change there is not in the session.")
                        .arg(folder->path));
        });
}

} // namespace pilothouse
