#include "ui/review/conflict_list.h"

#include "runner/workspace/change_set.h"
#include "ui/controls/controls.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QPlainTextEdit>

namespace pilothouse {

namespace {

using Take = MergeResolution::Take;
constexpr size_t MostShown = 100;
constexpr qsizetype MostEdited = 2 * 1024 * 1024;

QString kindSentence(MergeConflict::Kind kind)
{
    switch (kind) {
    case MergeConflict::Kind::Content:
        return ConflictList::tr("Both changed the same lines");
    case MergeConflict::Kind::AddedTwice:
        return ConflictList::tr("Both added it, not the same");
    case MergeConflict::Kind::ChangedAndDeleted:
        return ConflictList::tr("One changed it, the other deleted it");
    case MergeConflict::Kind::RenamedAndDeleted:
        return ConflictList::tr("One renamed it, the other deleted it");
    case MergeConflict::Kind::RenamedTwice:
        return ConflictList::tr("Both renamed it, not the same");
    case MergeConflict::Kind::NameTaken:
        return ConflictList::tr("The new name is another file on the other side");
    case MergeConflict::Kind::FileAndFolder:
        return ConflictList::tr("A file on one side, a folder on the other");
    case MergeConflict::Kind::FolderRenamed:
        return ConflictList::tr("Its folder was renamed on the other side");
    case MergeConflict::Kind::TypesDiffer:
        return ConflictList::tr("A file on one side, a link or submodule on the other");
    }
    return {};
}

} // namespace

bool isEditable(const QByteArray &text)
{
    return !text.isEmpty() && text.size() <= MostEdited && !text.contains('\r') && !text.contains('\0')
        && QString::fromUtf8(text).toUtf8() == text;
}

ConflictList::ConflictList(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("conflicts"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(grid::Half);
}

void ConflictList::setConflicts(const std::vector<MergeConflict> &conflicts)
{
    QHash<QByteArray, MergeResolution> kept;
    for (const MergeConflict &conflict : conflicts) {
        const auto chosen = m_chosen.constFind(conflict.path);
        if (chosen != m_chosen.cend() && std::ranges::contains(m_conflicts, conflict))
            kept.insert(conflict.path, *chosen);
    }
    m_chosen = std::move(kept);
    m_conflicts = conflicts;
    m_controls.clear();
    delete m_list;
    m_list = nullptr;
    setVisible(!conflicts.empty());
    if (conflicts.empty())
        return;
    m_list = new QWidget(this);
    auto *layout = new QVBoxLayout(m_list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid::Half);
    auto *head = new QHBoxLayout;
    head->addWidget(new TextLabel(m_theme, TypeRole::BodyStrong, Tone::Danger,
                        tr("%n conflict(s) with the branch", nullptr, static_cast<int>(conflicts.size())), m_list),
        1);
    auto *hand =
        makeButton(QStringLiteral("conflictsToAgent"), tr("Let the agent fit them"), ButtonKind::Secondary, m_list);
    hand->setProperty("small", true);
    hand->setToolTip(tr("Sends the agent a prompt with both sides of each conflict"));
    connect(hand, &QPushButton::clicked, this, &ConflictList::handedOver);
    head->addWidget(hand);
    m_controls.append(hand);
    layout->addLayout(head);
    m_layout->addWidget(m_list);
    for (size_t i = 0; i < conflicts.size() && i < MostShown; ++i)
        addRow(conflicts[i]);
    if (conflicts.size() > MostShown)
        layout->addWidget(new TextLabel(m_theme, TypeRole::Small, Tone::TextMuted,
            tr("and %n more, which only the agent or git can solve", nullptr,
                static_cast<int>(conflicts.size() - MostShown)),
            m_list));
}

void ConflictList::addRow(const MergeConflict &conflict)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(grid::One);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    auto *path = new ElidedLabel(m_theme, TypeRole::MonoSmall, Tone::Text, displayPath(conflict.path), m_list);
    path->setElideMode(Qt::ElideMiddle);
    words->addWidget(path);
    words->addWidget(new ElidedLabel(m_theme, TypeRole::Small, Tone::TextMuted, kindSentence(conflict.kind), m_list));
    row->addLayout(words, 1);
    auto *choice = new QComboBox(m_list);
    choice->setObjectName(QStringLiteral("conflictChoice"));
    choice->setAccessibleName(tr("What %1 shall have").arg(displayPath(conflict.path)));
    choice->addItem(tr("Choose\u2026"), -1);
    const auto add = [&](const QString &text, Take take) { choice->addItem(text, static_cast<int>(take)); };
    add(tr("As on the branch"), Take::Ours);
    add(tr("As the agent has it"), Take::Theirs);
    if (isEditable(conflict.text))
        add(tr("Edit\u2026"), Take::Text);
    add(tr("No file"), Take::Nothing);
    if (const auto chosen = m_chosen.constFind(conflict.path); chosen != m_chosen.cend())
        choice->setCurrentIndex(choice->findData(static_cast<int>(chosen->take)));
    connect(choice, &QComboBox::activated, this, [this, choice, conflict] {
        const int take = choice->currentData().toInt();
        if (take < 0)
            m_chosen.remove(conflict.path);
        else if (static_cast<Take>(take) == Take::Text)
            edit(conflict);
        else
            m_chosen.insert(conflict.path, {conflict.path, static_cast<Take>(take), {}});
        if (take >= 0 && !m_chosen.contains(conflict.path))
            choice->setCurrentIndex(0); // the editor was left without saving
        Q_EMIT changed();
    });
    row->addWidget(choice);
    m_controls.append(choice);
    static_cast<QVBoxLayout *>(m_list->layout())->addLayout(row);
}

void ConflictList::edit(const MergeConflict &conflict)
{
    const auto former = m_chosen.constFind(conflict.path);
    const bool again = former != m_chosen.cend() && former->take == Take::Text;
    auto *editor = new ConflictEditor(m_theme, conflict.path, again ? former->text : conflict.text, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    if (!again)
        m_chosen.insert(conflict.path, {conflict.path, Take::Text, conflict.text});
    connect(editor, &QDialog::accepted, this, [this, editor, path = conflict.path] {
        m_chosen.insert(path, {path, Take::Text, editor->text()});
        Q_EMIT changed();
    });
    connect(editor, &QDialog::rejected, this, [this, path = conflict.path, again] {
        if (again)
            return;
        m_chosen.remove(path);
        setConflicts(std::vector(m_conflicts)); // its choice is open again
        Q_EMIT changed();
    });
    editor->open();
}

bool ConflictList::isSolved() const
{
    return std::ranges::all_of(m_conflicts, [this](const MergeConflict &conflict) {
        const auto chosen = m_chosen.constFind(conflict.path);
        // A text that still has git's marks is not put right.
        return chosen != m_chosen.cend()
            && (chosen->take != Take::Text
                || (!chosen->text.startsWith("<<<<<<<") && !chosen->text.contains("\n<<<<<<<")));
    });
}

std::vector<MergeResolution> ConflictList::resolutions() const
{
    return {m_chosen.cbegin(), m_chosen.cend()};
}

ConflictEditor::ConflictEditor(const Theme &theme, const QByteArray &path, const QByteArray &text, QWidget *parent)
    : QDialog(parent),
      m_text(new QPlainTextEdit(QString::fromUtf8(text), this))
{
    setObjectName(QStringLiteral("conflictEditor"));
    setWindowTitle(tr("Conflict"));
    setModal(true);
    resize(760, 560);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Three);
    layout->setSpacing(grid::One);
    layout->addWidget(new TextLabel(theme, TypeRole::Title, Tone::Text, displayPath(path), this));
    auto *explanation = new TextLabel(theme, TypeRole::Body, Tone::TextMuted,
        tr("Between <<<<<<< and ======= stands what the branch has, up to >>>>>>> what the agent has. Leave what the "
           "file shall have, and no marks."),
        this);
    explanation->setWordWrap(true);
    layout->addWidget(explanation);
    m_text->setObjectName(QStringLiteral("conflictText"));
    m_text->setFont(theme.font(TypeRole::Mono));
    m_text->setProperty("field", true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Text of the file"));
    layout->addWidget(m_text, 1);
    auto *buttons = new QHBoxLayout;
    auto *cancel = makeButton(QStringLiteral("conflictCancel"), tr("Cancel"), ButtonKind::Secondary, this);
    auto *save = makeButton(QStringLiteral("conflictSave"), tr("Take this"), ButtonKind::Primary, this);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &QDialog::accept);
    save->setShortcut(Qt::CTRL | Qt::Key_Return); // Tab belongs to the text
    save->setToolTip(save->shortcut().toString(QKeySequence::NativeText));
    m_text->setFocus();
}

QByteArray ConflictEditor::text() const
{
    return m_text->toPlainText().toUtf8();
}

} // namespace pilothouse
