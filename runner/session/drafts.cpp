#include "runner/session/drafts.h"

#include "runner/base/private_directory.h"
#include "runner/store/durable_file.h"

#include <QFile>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr std::chrono::milliseconds AfterLastChange(400);
constexpr std::chrono::milliseconds AfterFailure(5000);

QString fileOf(const DataDirectory &directory, SessionId session)
{
    return directory.session(session) + "/draft.txt"_L1;
}

} // namespace

Drafts::Drafts(DataDirectory directory, QObject *parent) : QObject(parent), m_directory(std::move(directory))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { writeWaiting(); });
}

Drafts::~Drafts()
{
    m_pool.reset(); // what it was writing is on the disk, or is written again
    static_cast<void>(write(m_directory, m_waiting));
}

Pool &Drafts::pool()
{
    if (!m_pool)
        m_pool = std::make_unique<Pool>(1);
    return *m_pool;
}

Task<QString> Drafts::read(SessionId session)
{
    if (const auto waiting = m_waiting.find(session); waiting != m_waiting.end())
        co_return QString(waiting->second);
    co_return co_await runOn(pool(), [path = fileOf(m_directory, session)](const std::stop_token &) -> Result<QString> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return QString();
        // In UTF-8 a character of UTF-16 takes three bytes at most.
        return QString::fromUtf8(file.read(3 * LongestDraft)).left(LongestDraft);
    });
}

void Drafts::keep(SessionId session, const QString &text)
{
    m_waiting[session] = text.left(LongestDraft);
    m_timer.start(AfterLastChange);
}

QCoro::Task<void> Drafts::writeWaiting()
{
    if (std::exchange(m_writing, true))
        co_return;
    const QPointer<Drafts> self(this);
    const Texts texts = m_waiting;
    const auto written = co_await runOn(
        pool(), [directory = m_directory, texts](const std::stop_token &) { return write(directory, texts); });
    if (!self)
        co_return;
    m_writing = false;
    if (written)
        std::erase_if(m_waiting, [&](const auto &entry) {
            const auto done = texts.find(entry.first);
            return done != texts.end() && done->second == entry.second;
        });
    if (!m_waiting.empty())
        m_timer.start(written ? AfterLastChange : AfterFailure);
}

Result<void> Drafts::write(const DataDirectory &directory, const Texts &texts)
{
    Result<void> all;
    for (const auto &[session, text] : texts) {
        const QString path = fileOf(directory, session);
        if (text.isEmpty()) {
            QFile::remove(path);
            continue;
        }
        const auto written = ensurePrivateDirectory(directory.session(session)).and_then([&] {
            return writeDurably(path, text.toUtf8());
        });
        if (!written)
            all = written; // the others are written all the same
    }
    return all;
}

} // namespace pilothouse
