#include "ui/transcript/composer.h"

#include "runner/base/visible_text.h"
#include "ui/controls/words.h"

#include <QAbstractItemView>
#include <QAbstractTextDocumentLayout>
#include <QBoxLayout>
#include <QCompleter>
#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTimer>
#include <QUrl>

namespace pilothouse {

namespace {

constexpr int MostVisibleLines = 10;
constexpr int MostFiles = 20;

void emptyLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

} // namespace

Composer::Composer(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_theme(theme),
      m_queueLayout(new QVBoxLayout),
      m_filesLayout(new QVBoxLayout),
      m_text(new QPlainTextEdit(this)),
      m_hint(new ElidedLabel(theme, TypeRole::Small, Tone::TextFaint, {}, this)),
      m_attach(makeIconButton(theme, QStringLiteral("attachFile"), QStringLiteral("attach"), {}, this)),
      m_stop(makeButton(QStringLiteral("stopTurn"), {}, ButtonKind::Secondary, this)),
      m_send(makeButton(QStringLiteral("sendPrompt"), {}, ButtonKind::Primary, this)),
      m_completer(new QCompleter(this)),
      m_commands(new QStandardItemModel(this)),
      m_ticker(new QTimer(this))
{
    setObjectName(QStringLiteral("composer"));
    setAcceptDrops(true);
    m_text->setObjectName(QStringLiteral("promptText"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(theme.font(TypeRole::Body));
    m_text->setTabChangesFocus(true);
    m_text->setAcceptDrops(false); // files dropped on it are ours
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->viewport()->setAutoFillBackground(false);
    m_text->document()->setDocumentMargin(0);
    m_text->installEventFilter(this);
    m_stop->setProperty("small", true);
    m_send->setProperty("small", true);
    m_stop->setIcon(theme.icon(QStringLiteral("stop"), Tone::Danger));
    m_send->setIcon(theme.icon(QStringLiteral("send"), Tone::AccentText));

    m_completer->setModel(m_commands);
    m_completer->setWidget(m_text);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->popup()->setObjectName(QStringLiteral("commandCompletion"));
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
        [this](const QModelIndex &index) { insertCompletion(index.data(Qt::UserRole).toString()); });

    auto *card = new QVBoxLayout(this);
    card->setContentsMargins(grid::Two, grid::OneAndHalf, grid::OneAndHalf, grid::OneAndHalf);
    card->setSpacing(6);
    m_queueLayout->setSpacing(2);
    m_filesLayout->setSpacing(2);
    card->addLayout(m_queueLayout);
    card->addWidget(m_text);
    card->addLayout(m_filesLayout);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(grid::One);
    bottom->addWidget(m_attach);
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_stop);
    bottom->addWidget(m_send);
    card->addLayout(bottom);

    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        updateButtons();
        updateCompletion();
        Q_EMIT draftChanged();
    });
    connect(m_attach, &QToolButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Attach files of the repository"), m_repository);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFiles);
        connect(dialog, &QFileDialog::urlsSelected, this, &Composer::addFiles);
        dialog->open();
    });
    connect(m_send, &QPushButton::clicked, this, &Composer::send);
    connect(m_stop, &QPushButton::clicked, this, &Composer::stopRequested);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    m_ticker->setInterval(1000);
    connect(m_ticker, &QTimer::timeout, this, &Composer::updateButtons);
    retranslate();
    fitHeight();
}

void Composer::setCommands(const std::vector<acp::Command> &commands)
{
    m_commands->clear();
    for (const acp::Command &command : commands) {
        const QString name = visibleText(command.name, LineBreaks::Show);
        auto *item = new QStandardItem(
            QStringLiteral("/%1   %2").arg(name, visibleText(command.description, LineBreaks::Show).left(120)));
        item->setData(name, Qt::UserRole);
        m_commands->appendRow(item);
    }
}

void Composer::setQueue(const std::vector<QueuedPrompt> &queue)
{
    if (queue == m_queue)
        return;
    m_queue = queue;
    emptyLayout(m_queueLayout);
    for (const QueuedPrompt &prompt : m_queue)
        m_queueLayout->addWidget(
            chip(QStringLiteral("clock"), tr("Next: %1").arg(visibleText(prompt.text, LineBreaks::Show)),
                tr("Do not send this prompt"), [this, id = prompt.id] { Q_EMIT unqueueRequested(id); }));
}

void Composer::setWorking(bool working, qint64 turnStartedMs)
{
    m_working = working;
    m_turnStartedMs = turnStartedMs;
    if (working && !m_ticker->isActive())
        m_ticker->start();
    else if (!working)
        m_ticker->stop();
    updateButtons();
}

void Composer::setHint(const QString &hint)
{
    m_hintText = hint;
    updateButtons();
}

void Composer::setRepository(const QString &path)
{
    m_repository = path;
    m_attach->setVisible(!path.isEmpty());
}

QString Composer::draft() const
{
    return m_text->toPlainText();
}

void Composer::setDraft(const QString &text)
{
    m_text->setPlainText(text);
    m_text->moveCursor(QTextCursor::End);
}

void Composer::clear()
{
    m_text->clear();
    m_files.clear();
    rebuildFiles();
}

void Composer::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
}

void Composer::send()
{
    const QString text = m_text->toPlainText().trimmed();
    if (!text.isEmpty() || !m_files.isEmpty())
        Q_EMIT sendRequested(text, m_files);
}

void Composer::fitHeight()
{
    const int line = QFontMetrics(m_text->font()).lineSpacing();
    const int lines =
        qBound(1, static_cast<int>(m_text->document()->documentLayout()->documentSize().height()), MostVisibleLines);
    m_text->setFixedHeight(lines * line + 4);
    m_text->setVerticalScrollBarPolicy(lines == MostVisibleLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
}

void Composer::updateButtons()
{
    m_stop->setVisible(m_working);
    m_send->setText(m_working ? tr("Queue") : tr("Send"));
    m_send->setEnabled(!m_text->toPlainText().trimmed().isEmpty() || !m_files.isEmpty());
    QString hint = m_hintText;
    if (hint.isEmpty() && m_working && m_turnStartedMs > 0)
        hint = tr("Working for %1").arg(words::elapsed(QDateTime::currentMSecsSinceEpoch() - m_turnStartedMs));
    else if (hint.isEmpty())
        hint = m_commands->rowCount() > 0 ? tr("Enter sends, Shift+Enter starts a new line, / lists commands")
                                          : tr("Enter sends, Shift+Enter starts a new line");
    m_hint->setText(hint);
}

void Composer::updateCompletion()
{
    const QString text = m_text->toPlainText();
    const bool command =
        text.startsWith(u'/') && !text.contains(u' ') && !text.contains(u'\n') && m_commands->rowCount() > 0;
    if (!command)
        return m_completer->popup()->hide();
    m_completer->setCompletionPrefix(text);
    if (m_completer->completionCount() == 0)
        return m_completer->popup()->hide();
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
    m_completer->complete(QRect(0, 0, qMin(480, m_text->width()), m_text->height()));
}

void Composer::insertCompletion(const QString &command)
{
    m_text->setPlainText(QStringLiteral("/%1 ").arg(command));
    m_text->moveCursor(QTextCursor::End);
}

void Composer::addFiles(const QList<QUrl> &urls)
{
    const QDir repository(m_repository);
    for (const QUrl &url : urls) {
        const QString path = url.toLocalFile();
        const QString relative = repository.relativeFilePath(path);
        if (m_repository.isEmpty() || path.isEmpty() || relative.startsWith(QLatin1StringView(".."))
            || QDir::isAbsolutePath(relative)) {
            Q_EMIT failed(tr("%1 is not in the session's repository, so the agent cannot see it. Copy it into the "
                             "repository first, or paste its text.")
                    .arg(visibleText(QFileInfo(path).fileName(), LineBreaks::Show)));
            continue;
        }
        if (!m_files.contains(relative) && m_files.size() < MostFiles)
            m_files.append(relative);
    }
    rebuildFiles();
}

void Composer::rebuildFiles()
{
    emptyLayout(m_filesLayout);
    for (const QString &file : std::as_const(m_files))
        m_filesLayout->addWidget(chip(
            QStringLiteral("attach"), visibleText(file, LineBreaks::Show), tr("Do not attach this file"), [this, file] {
                m_files.removeAll(file);
                rebuildFiles();
            }));
    updateButtons();
}

QWidget *Composer::chip(
    const QString &icon, const QString &text, const QString &removeName, std::function<void()> remove)
{
    auto *widget = new QWidget(this);
    auto *layout = new QHBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid::One);
    layout->addWidget(new IconLabel(m_theme, icon, Tone::TextMuted, 14, widget));
    layout->addWidget(new ElidedLabel(m_theme, TypeRole::Small, Tone::TextMuted, text, widget), 1);
    QToolButton *close =
        makeIconButton(m_theme, QStringLiteral("removeChip"), QStringLiteral("close"), removeName, widget);
    close->setFixedSize(22, 22);
    connect(close, &QToolButton::clicked, this, std::move(remove));
    layout->addWidget(close);
    return widget;
}

bool Composer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (m_completer->popup()->isVisible() && (enter || key->key() == Qt::Key_Tab)) {
            insertCompletion(m_completer->popup()->currentIndex().data(Qt::UserRole).toString());
            m_completer->popup()->hide();
            return true;
        }
        if (enter
            && (key->modifiers() == Qt::NoModifier || key->modifiers() == Qt::ControlModifier
                || key->modifiers() == Qt::KeypadModifier)) {
            send();
            return true;
        }
    }
    if (watched == m_text && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut))
        update();
    if (watched == m_text && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &Composer::fitHeight, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void Composer::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void Composer::dropEvent(QDropEvent *event)
{
    addFiles(event->mimeData()->urls());
    event->acceptProposedAction();
}

void Composer::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool focus = m_text->hasFocus();
    painter.setBrush(m_theme.color(Tone::Surface));
    painter.setPen(QPen(m_theme.color(focus ? Tone::Focus : Tone::BorderStrong), focus ? 2 : 1));
    const qreal inset = focus ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), grid::CardRadius, grid::CardRadius);
}

void Composer::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void Composer::retranslate()
{
    m_text->setPlaceholderText(tr("Tell the agent what to do"));
    m_text->setAccessibleName(tr("Prompt"));
    m_stop->setText(tr("Stop"));
    m_stop->setToolTip(tr("Stop the agent's turn; what it changed so far stays in its sandbox"));
    setIconButtonName(m_attach, tr("Attach files of the repository"));
    updateButtons();
}

} // namespace pilothouse
