#include "ui/review/review_keys.h"

#include <QCoreApplication>
#include <QKeyEvent>

#include <algorithm>
#include <vector>

namespace pilothouse {

namespace {

constexpr const char *Context = "pilothouse::ReviewKeys";
using Group = ReviewKey::Group;

std::vector<ReviewKey> makeKeys()
{
    const auto key = [](auto combination) { return QKeySequence(combination); };
    return {
        {ReviewCommand::NextHunk, Group::Go, {key(Qt::Key_J), key(Qt::Key_N)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Next hunk"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "next")},
        {ReviewCommand::PreviousHunk, Group::Go, {key(Qt::Key_K), key(Qt::Key_P)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Previous hunk"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "previous")},
        {ReviewCommand::NextFile, Group::Go, {key(Qt::SHIFT | Qt::Key_J), key(Qt::Key_BracketRight)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Next file"), nullptr},
        {ReviewCommand::PreviousFile, Group::Go, {key(Qt::SHIFT | Qt::Key_K), key(Qt::Key_BracketLeft)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Previous file"), nullptr},
        {ReviewCommand::NextUnseen, Group::Go, {key(Qt::Key_U)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Next file that you have not seen"), nullptr},
        {ReviewCommand::GoToFile, Group::Go, {key(Qt::Key_T), key(Qt::CTRL | Qt::Key_P)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Go to a file by its name"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "file")},
        {ReviewCommand::Find, Group::Go, {key(Qt::Key_Slash), key(Qt::CTRL | Qt::Key_F)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Find in all files"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "find")},
        {ReviewCommand::FindNext, Group::Go, {key(Qt::Key_F3)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Next place that was found"), nullptr},
        {ReviewCommand::FindPrevious, Group::Go, {key(Qt::SHIFT | Qt::Key_F3)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Previous place that was found"), nullptr},

        {ReviewCommand::Accept, Group::Decide, {key(Qt::Key_A)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Accept the hunk, or the selected lines"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "accept")},
        {ReviewCommand::AcceptFile, Group::Decide, {key(Qt::SHIFT | Qt::Key_A)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Accept the whole file"), nullptr},
        {ReviewCommand::Reject, Group::Decide, {key(Qt::Key_R)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Reject the hunk, or the selected lines"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "reject")},
        {ReviewCommand::RejectFile, Group::Decide, {key(Qt::SHIFT | Qt::Key_R)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Reject the whole file"), nullptr},
        {ReviewCommand::Clear, Group::Decide, {key(Qt::Key_D), key(Qt::Key_Backspace)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Leave it open again"), nullptr},
        {ReviewCommand::Undo, Group::Decide, {key(Qt::Key_Z), key(Qt::CTRL | Qt::Key_Z)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Undo the last decision"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "undo")},
        {ReviewCommand::Redo, Group::Decide,
            {key(Qt::SHIFT | Qt::Key_Z), key(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), key(Qt::CTRL | Qt::Key_Y)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Undo the undo"), nullptr},
        {ReviewCommand::Viewed, Group::Decide, {key(Qt::Key_V)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Tick the file off as viewed, and go on"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "viewed")},
        {ReviewCommand::Commit, Group::Decide, {key(Qt::CTRL | Qt::Key_Return)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Commit what is accepted"), nullptr},

        {ReviewCommand::Comment, Group::Talk, {key(Qt::Key_C)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Comment on the hunk, or the selected lines"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "comment")},
        {ReviewCommand::CommentFile, Group::Talk, {key(Qt::SHIFT | Qt::Key_C)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Comment on the whole file"), nullptr},
        {ReviewCommand::Comments, Group::Talk, {key(Qt::Key_M)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Show all comments"), nullptr},
        {ReviewCommand::Verdict, Group::Talk, {key(Qt::SHIFT | Qt::Key_V)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Conclude the review with a verdict"), nullptr},

        {ReviewCommand::Expand, Group::Look, {key(Qt::Key_E)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Show more lines around the hunk"), nullptr},
        {ReviewCommand::ExpandFile, Group::Look, {key(Qt::SHIFT | Qt::Key_E)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Show all lines of the file"), nullptr},
        {ReviewCommand::Collapse, Group::Look, {key(Qt::Key_X)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Fold the file up, or open it"), nullptr},
        {ReviewCommand::Split, Group::Look, {key(Qt::Key_S)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Old and new side by side, or in one column"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "split")},
        {ReviewCommand::Wrap, Group::Look, {key(Qt::Key_W)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Break long lines"), nullptr},
        {ReviewCommand::Pictures, Group::Look, {key(Qt::Key_I)},
            QT_TRANSLATE_NOOP(
                "pilothouse::ReviewKeys", "Pictures side by side, overlaid, to swipe over, or their difference"),
            nullptr},
        {ReviewCommand::Why, Group::Look, {key(Qt::Key_Y)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Why is this hunk here?"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "why")},
        {ReviewCommand::Origins, Group::Look, {key(Qt::SHIFT | Qt::Key_Y)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Show why beside all lines"), nullptr},
        {ReviewCommand::FocusFiles, Group::Look, {key(Qt::Key_L)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "To the list of files, and back"), nullptr},
        {ReviewCommand::WholeWidth, Group::Look, {key(Qt::Key_F)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Use the whole width of the window"), nullptr},

        {ReviewCommand::Timeline, Group::Session, {key(Qt::Key_H)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Timeline of the session"), nullptr},
        {ReviewCommand::OpenInEditor, Group::Session, {key(Qt::Key_O)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Open the file in your editor"), nullptr},
        {ReviewCommand::Help, Group::Session,
            {key(Qt::Key_Question), key(Qt::Key_F1), key(Qt::SHIFT | Qt::Key_Question)},
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "Show all keys"),
            QT_TRANSLATE_NOOP("pilothouse::ReviewKeys", "all keys")},
    };
}

} // namespace

std::span<const ReviewKey> reviewKeys()
{
    static const std::vector<ReviewKey> Keys = makeKeys();
    return Keys;
}

QString reviewKeyText(const ReviewKey &key)
{
    return QCoreApplication::translate(Context, key.text);
}

QString reviewKeyHint(const ReviewKey &key)
{
    return key.hint ? QCoreApplication::translate(Context, key.hint) : QString();
}

QString reviewKeyGroup(ReviewKey::Group group)
{
    switch (group) {
    case Group::Go:
        return QCoreApplication::translate("pilothouse::ReviewKeys", "Go");
    case Group::Decide:
        return QCoreApplication::translate("pilothouse::ReviewKeys", "Decide");
    case Group::Talk:
        return QCoreApplication::translate("pilothouse::ReviewKeys", "Talk");
    case Group::Look:
        return QCoreApplication::translate("pilothouse::ReviewKeys", "Look");
    case Group::Session:
        return QCoreApplication::translate("pilothouse::ReviewKeys", "Session");
    }
    return {};
}

std::optional<ReviewCommand> reviewCommand(const QKeyEvent &event)
{
    // The keypad's keys are the same ones.
    const QKeyCombination pressed(event.modifiers() & ~Qt::KeypadModifier, static_cast<Qt::Key>(event.key()));
    for (const ReviewKey &key : reviewKeys()) {
        if (key.keys.contains(QKeySequence(pressed)))
            return key.command;
    }
    // A sign that another keyboard has elsewhere, perhaps with Shift.
    if (!(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
        if (event.text() == QLatin1StringView("?"))
            return ReviewCommand::Help;
        if (event.text() == QLatin1StringView("/"))
            return ReviewCommand::Find;
    }
    return std::nullopt;
}

} // namespace pilothouse
