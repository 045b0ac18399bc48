#include "ui/sessions/new_session_dialog.h"

#include "runner/egress/model_gateway.h"
#include "runner/egress/model_protocol.h"
#include "ui/controls/banner.h"
#include "ui/controls/when_done.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QScrollArea>
#include <QSettings>

namespace pilothouse {

namespace {

constexpr int MostRepositories = 12;
constexpr qsizetype MostListedFiles = 200;
constexpr const char *Group = "newSession";

QString fileWord(const UncommittedFile &file)
{
    if (file.leftOut != UncommittedFile::LeftOut::No)
        return NewSessionDialog::tr("left out");
    if (file.untracked)
        return NewSessionDialog::tr("new");
    switch (file.status) {
    case UncommittedFile::Status::Added:
        return NewSessionDialog::tr("new");
    case UncommittedFile::Status::Deleted:
        return NewSessionDialog::tr("deleted");
    default:
        return file.staged && !file.unstaged ? NewSessionDialog::tr("changed, staged")
                                             : NewSessionDialog::tr("changed");
    }
}

} // namespace

NewSessionDialog::NewSessionDialog(const Theme &theme, RunnerApi &runner, QSettings &settings,
    const std::vector<AgentChoice> &agents, KeyStore *keys, QWidget *parent)
    : QDialog(parent),
      m_theme(theme),
      m_runner(runner),
      m_keys(keys),
      m_settings(settings)
{
    setObjectName(QStringLiteral("newSessionDialog"));
    setWindowTitle(tr("New session"));
    setModal(true);
    resize(620, 700);
    makeFields(agents);
    makeLayout();
    restore();

    m_askSoon.setSingleShot(true);
    m_askSoon.setInterval(250);
    connect(&m_askSoon, &QTimer::timeout, this, &NewSessionDialog::askUncommitted);
    connect(m_repository, &QComboBox::editTextChanged, this, [this] {
        updateFields();
        m_askSoon.start();
    });
    connect(m_choose, &QPushButton::clicked, this, &NewSessionDialog::chooseFolder);
    connect(m_fromWork, &QRadioButton::toggled, this, [this] {
        updateFields();
        askUncommitted();
    });
    connect(m_provider, &QComboBox::currentIndexChanged, this, &NewSessionDialog::updateFields);
    connect(m_provider, &QComboBox::activated, m_url, &QLineEdit::clear); // another provider's is not this one's
    for (QLineEdit *field : {m_url, m_modelName, m_revision})
        connect(field, &QLineEdit::textChanged, this, &NewSessionDialog::updateFields);
    connect(m_attempts, &AttemptRows::changed, this, &NewSessionDialog::updateFields);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &NewSessionDialog::start);
    updateFields();
    askUncommitted();
    m_prompt->setFocus();
}

void NewSessionDialog::makeFields(const std::vector<AgentChoice> &agents)
{
    m_repository = new QComboBox(this);
    m_repository->setObjectName(QStringLiteral("repository"));
    m_repository->setEditable(true);
    m_repository->setInsertPolicy(QComboBox::NoInsert);
    m_choose = makeButton(QStringLiteral("chooseRepository"), tr("Choose\u2026"), ButtonKind::Secondary, this);
    m_fromHead = new QRadioButton(tr("A commit or branch"), this);
    m_fromHead->setObjectName(QStringLiteral("fromRevision"));
    m_fromWork = new QRadioButton(tr("HEAD with my uncommitted changes"), this);
    m_fromWork->setObjectName(QStringLiteral("fromUncommitted"));
    auto *from = new QButtonGroup(this);
    from->addButton(m_fromHead);
    from->addButton(m_fromWork);
    m_revision = new QLineEdit(QStringLiteral("HEAD"), this);
    m_revision->setObjectName(QStringLiteral("revision"));
    m_revision->setFont(m_theme.font(TypeRole::Mono));
    m_revision->setAccessibleName(tr("Commit or branch to start from"));
    m_workSummary = new TextLabel(m_theme, TypeRole::Small, Tone::TextMuted, {}, this);
    m_workSummary->setWordWrap(true);
    m_workFiles = new QListWidget(this);
    m_workFiles->setObjectName(QStringLiteral("uncommittedFiles"));
    m_workFiles->setProperty("field", true);
    m_workFiles->setAccessibleName(tr("Uncommitted changes"));
    m_workFiles->setFixedHeight(110);
    m_agent = new QComboBox(this);
    m_agent->setObjectName(QStringLiteral("agent"));
    for (const AgentChoice &agent : agents)
        m_agent->addItem(agent.name, agent.id);
    m_attempts = new AttemptRows(m_theme, agents, this);
    m_attempts->setVisible(m_runner.evidence() != nullptr);
    m_provider = new QComboBox(this);
    m_provider->setObjectName(QStringLiteral("modelProvider"));
    m_provider->addItem(tr("Practice model (offline, free, follows a script)"), QStringLiteral("practice"));
    m_provider->addItem(tr("OpenAI, or an address that is compatible"), QStringLiteral("openai"));
    for (const KnownProvider &provider : knownProviders()) {
        if (!provider.url.isEmpty() && m_provider->findData(provider.id) < 0)
            m_provider->addItem(provider.name, provider.id);
    }
    m_url = new QLineEdit(this);
    m_url->setObjectName(QStringLiteral("modelUrl"));
    m_modelName = new QLineEdit(this);
    m_modelName->setObjectName(QStringLiteral("modelName"));
    m_modelName->setPlaceholderText(tr("Name of the model"));
    m_modelName->setAccessibleName(tr("Name of the model"));
    m_key = new QLineEdit(this);
    m_key->setObjectName(QStringLiteral("modelKey"));
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(tr("Key, if the service needs one; empty keeps the one that is stored"));
    m_key->setAccessibleName(tr("Key of the model's service"));
    m_key->setToolTip(
        tr("The key is kept in the system's keychain and added on this machine. It never enters a sandbox."));
    m_key->setVisible(m_keys != nullptr);
    m_askEach = new QRadioButton(tr("Ask me before each step that does something"), this);
    m_askEach->setObjectName(QStringLiteral("modeAskEach"));
    m_free = new QRadioButton(tr("Inside the sandbox everything is free; only what leaves it is asked"), this);
    m_free->setObjectName(QStringLiteral("modeFree"));
    auto *modes = new QButtonGroup(this);
    modes->addButton(m_askEach);
    modes->addButton(m_free);
    m_prompt = new QPlainTextEdit(this);
    m_prompt->setObjectName(QStringLiteral("firstPrompt"));
    m_prompt->setProperty("field", true);
    m_prompt->setTabChangesFocus(true);
    m_prompt->setPlaceholderText(tr("What should the agent do? It can also be said later."));
    m_prompt->setMinimumHeight(84);
    m_prompt->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // the room that the other fields leave
    m_banner = new Banner(m_theme, this);
    m_cancel = makeButton(QStringLiteral("newSessionCancel"), tr("Cancel"), ButtonKind::Secondary, this);
    m_start = makeButton(QStringLiteral("newSessionStart"), tr("Start session"), ButtonKind::Primary, this);
}

void NewSessionDialog::makeLayout()
{
    const auto label = [this](const QString &text, QWidget *buddy) {
        auto *widget = new TextLabel(m_theme, TypeRole::BodyStrong, Tone::Text, text, this);
        widget->setBuddy(buddy);
        return widget;
    };
    auto *form = new QWidget;
    auto *fields = new QVBoxLayout(form);
    fields->setContentsMargins(grid::Three, grid::Three, grid::Three, grid::Two);
    fields->setSpacing(grid::One);
    const auto heading = [&](const QString &text, QWidget *buddy) {
        fields->addSpacing(grid::One);
        fields->addWidget(label(text, buddy));
    };
    fields->addWidget(label(tr("Task"), m_prompt));
    fields->addWidget(m_prompt, 1);
    heading(tr("Repository"), m_repository);
    auto *repository = new QHBoxLayout;
    repository->addWidget(m_repository, 1);
    repository->addWidget(m_choose);
    fields->addLayout(repository);
    heading(tr("Start from"), m_fromHead);
    auto *head = new QHBoxLayout;
    head->addWidget(m_fromHead);
    head->addWidget(m_revision, 1);
    fields->addLayout(head);
    fields->addWidget(m_fromWork);
    fields->addWidget(m_workSummary);
    fields->addWidget(m_workFiles);
    heading(tr("Agent"), m_agent);
    fields->addWidget(m_agent);
    heading(tr("Model"), m_provider);
    fields->addWidget(m_provider);
    m_providerFields = new QWidget;
    auto *provider = new QGridLayout(m_providerFields);
    provider->setContentsMargins(0, 0, 0, 0);
    provider->setSpacing(grid::One);
    provider->setColumnStretch(0, 3);
    provider->setColumnStretch(1, 2);
    provider->addWidget(m_url, 0, 0);
    provider->addWidget(m_modelName, 0, 1);
    provider->addWidget(m_key, 1, 0, 1, 2);
    m_url->setAccessibleName(tr("Address of the model's service"));
    fields->addWidget(m_providerFields);
    fields->addWidget(m_attempts);
    heading(tr("Permissions"), m_askEach);
    fields->addWidget(m_askEach);
    fields->addWidget(m_free);

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(form);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(grid::Three, grid::OneAndHalf, grid::Three, grid::Two);
    buttons->setSpacing(grid::One);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_start);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_banner);
    layout->addLayout(buttons);
}

void NewSessionDialog::restore()
{
    m_settings.beginGroup(QLatin1StringView(Group));
    m_repository->addItems(m_settings.value("repositories").toStringList());
    m_repository->setEditText(m_repository->count() > 0 ? m_repository->itemText(0) : QString());
    m_repository->lineEdit()->setPlaceholderText(tr("Path of a git repository; empty for the practice repository"));
    m_agent->setCurrentIndex(qMax(0, m_agent->findData(m_settings.value("agent"))));
    m_provider->setCurrentIndex(qMax(0, m_provider->findData(m_settings.value("provider"))));
    m_url->setText(m_settings.value("url").toString());
    m_modelName->setText(m_settings.value("model").toString());
    const bool inside = m_settings.value("mode").toString() == QLatin1StringView("inside");
    m_free->setChecked(inside);
    m_askEach->setChecked(!inside);
    m_fromHead->setChecked(true);
    if (m_runner.evidence())
        m_attempts->restore(m_settings.value("attempts").toStringList());
    m_settings.endGroup();
}

void NewSessionDialog::remember() const
{
    const NewSession session = choice();
    m_settings.beginGroup(QLatin1StringView(Group));
    QStringList repositories = m_settings.value("repositories").toStringList();
    if (!session.repository.isEmpty()) {
        repositories.removeAll(session.repository);
        repositories.prepend(session.repository);
        repositories.resize(qMin<qsizetype>(repositories.size(), MostRepositories));
    }
    m_settings.setValue("repositories", repositories);
    m_settings.setValue("agent", session.agent);
    m_settings.setValue("attempts", m_attempts->saved());
    m_settings.setValue("provider", session.model.provider);
    m_settings.setValue("url", m_url->text());
    m_settings.setValue("model", m_modelName->text());
    m_settings.setValue(
        "mode", session.mode == SessionMode::InsideIsFree ? QStringLiteral("inside") : QStringLiteral("ask"));
    m_settings.endGroup();
}

/// What the person typed, else what is known of the provider.
QString NewSessionDialog::address() const
{
    const KnownProvider *known = knownProvider(m_provider->currentData().toString());
    const QString typed = m_url->text().trimmed();
    return typed.isEmpty() && known ? known->url.toString() : typed;
}

NewSession NewSessionDialog::choice() const
{
    NewSession session;
    session.repository = m_repository->currentText().trimmed();
    session.withUncommitted = m_fromWork->isChecked();
    session.base = session.withUncommitted || m_revision->text().trimmed().isEmpty() ? QStringLiteral("HEAD")
                                                                                     : m_revision->text().trimmed();
    if (m_agent->currentData().isValid())
        session.agent = m_agent->currentData().toString();
    if (m_provider->currentData().toString() != QLatin1StringView("practice"))
        session.model = {
            m_provider->currentData().toString(), m_modelName->text().trimmed(), QUrl(address(), QUrl::StrictMode)};
    session.mode = m_free->isChecked() ? SessionMode::InsideIsFree : SessionMode::AskEach;
    session.prompt = m_prompt->toPlainText().trimmed();
    return session;
}

void NewSessionDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Choose a repository"), m_repository->currentText());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
        [this](const QString &path) { m_repository->setEditText(QDir::toNativeSeparators(path)); });
    dialog->open();
}

void NewSessionDialog::updateFields()
{
    const KnownProvider *known = knownProvider(m_provider->currentData().toString());
    const bool provider = known != nullptr;
    m_url->setPlaceholderText(known ? known->url.toString() : QString());
    const bool practiceRepository = m_repository->currentText().trimmed().isEmpty();
    m_providerFields->setVisible(provider);
    m_revision->setEnabled(m_fromHead->isChecked());
    m_fromWork->setEnabled(!practiceRepository);
    m_workSummary->setVisible(m_fromWork->isChecked());
    m_workFiles->setVisible(m_fromWork->isChecked() && m_workFiles->count() > 0);
    const QUrl url(address(), QUrl::StrictMode);
    const bool modelKnown = !provider
        || (url.isValid() && url.scheme().startsWith(QLatin1StringView("http")) && !url.host().isEmpty()
            && !m_modelName->text().trimmed().isEmpty());
    m_start->setEnabled(!m_starting && modelKnown);
    m_start->setText(m_starting       ? tr("Starting\u2026")
            : m_attempts->count() > 0 ? tr("Start %n attempt(s)", nullptr, m_attempts->count() + 1)
                                      : tr("Start session"));
    m_start->setToolTip(modelKnown ? QString() : tr("Give the address of the model's service and the model's name."));
}

void NewSessionDialog::askUncommitted()
{
    ++m_generation;
    m_workFiles->clear();
    const QString repository = m_repository->currentText().trimmed();
    if (!m_fromWork->isChecked() || repository.isEmpty())
        return updateFields();
    m_workSummary->setText(tr("Looking at the working tree\u2026"));
    whenDone(m_runner.uncommitted(repository), this,
        [this, generation = m_generation](const Result<UncommittedChanges> &changes) {
            if (generation == m_generation)
                showUncommitted(changes);
        });
    updateFields();
}

void NewSessionDialog::showUncommitted(const Result<UncommittedChanges> &changes)
{
    if (!changes) {
        m_workSummary->setText(changes.error().message);
        return updateFields();
    }
    m_workSummary->setText(changes->files.isEmpty()
            ? tr("There are no uncommitted changes; the session starts from HEAD.")
            : tr("%n file(s) go into the sandbox as they are now. Ignored files stay out.", nullptr,
                  static_cast<int>(changes->files.size())));
    for (const UncommittedFile &file : changes->files.first(qMin(changes->files.size(), MostListedFiles)))
        new QListWidgetItem(QStringLiteral("%1   %2").arg(displayPath(file.path), fileWord(file)), m_workFiles);
    if (changes->files.size() > MostListedFiles)
        new QListWidgetItem(tr("and %1 more").arg(changes->files.size() - MostListedFiles), m_workFiles);
    updateFields();
}

void NewSessionDialog::start()
{
    m_starting = true;
    m_banner->hideBanner();
    updateFields();
    if (m_keys && m_providerFields->isVisibleTo(this) && !m_key->text().isEmpty())
        storeKey();
    else
        create();
}

void NewSessionDialog::storeKey()
{
    const auto url = checkedModelUrl(address());
    if (!url)
        return refuse(url.error());
    whenDone(
        m_keys->write(providerKeyName(*url), Secret(m_key->text().toUtf8())), this, [this](const Result<void> &stored) {
            if (!stored)
                return refuse(stored.error());
            m_key->clear();
            create();
        });
}

void NewSessionDialog::create()
{
    if (m_attempts->count() > 0)
        return createAttempts();
    whenDone(m_runner.create(choice()), this, [this](const Result<SessionId> &session) {
        if (!session)
            return refuse(session.error());
        remember();
        Q_EMIT created(*session);
        accept();
    });
}

void NewSessionDialog::createAttempts()
{
    const NewSession task = choice();
    whenDone(m_runner.evidence()->startAttempts(task, m_attempts->choices({task.agent, task.model})), this,
        [this](const Result<QString> &group) {
            if (!group)
                return refuse(group.error());
            remember();
            Q_EMIT attemptsStarted(*group);
            accept();
        });
}

void NewSessionDialog::refuse(const Error &error)
{
    m_starting = false;
    updateFields();
    m_banner->show(Banner::Severity::Error, error.message);
}

} // namespace pilothouse
