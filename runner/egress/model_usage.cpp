#include "runner/egress/model_usage.h"

#include "runner/base/json.h"
#include "runner/egress/model_protocol.h"

namespace pilothouse {

namespace {

/// Of one event's line or of a whole JSON answer. An answer without streaming holds one completion, far below this;
/// responses repeat the whole answer in their last event.
constexpr qsizetype lookLimit = 4 * 1024 * 1024;

} // namespace

void UsageMeter::feed(QByteArrayView bytes)
{
    if (m_format == Format::Json) {
        m_overflown = m_overflown || m_pending.size() + bytes.size() > lookLimit;
        if (!m_overflown)
            m_pending += bytes;
        return;
    }
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView piece = end < 0 ? bytes : bytes.first(end);
        if (m_pending.size() + piece.size() > lookLimit) {
            m_overflown = true;
            m_pending.clear();
        }
        if (!m_overflown)
            m_pending += piece;
        if (end < 0)
            return;
        if (!m_overflown)
            takeLine(m_pending);
        m_pending.clear();
        m_overflown = false;
        bytes = bytes.sliced(end + 1);
    }
}

void UsageMeter::finish()
{
    if (m_overflown || m_pending.isEmpty())
        return;
    if (m_format == Format::EventStream) {
        takeLine(m_pending);
    } else if (const Result<QJsonObject> object = parseObject(m_pending, lookLimit, QStringLiteral("the answer"))) {
        m_reading.complete = true;
        modelProtocol(m_protocol).readAnswer(*object, m_reading);
    }
    m_pending.clear();
}

void UsageMeter::takeLine(QByteArrayView line)
{
    // Server-sent events (WHATWG HTML, 9.2.6): "data:" and one optional space; each chunk of every protocol is one such
    // line.
    if (!line.startsWith("data:"))
        return;
    const QByteArrayView data = line.sliced(5).trimmed();
    if (data == "[DONE]") { // OpenAI's chat completions.
        m_reading.complete = true;
        return;
    }
    if (const Result<QJsonObject> object = parseObject(data.toByteArray(), lookLimit, QStringLiteral("the event")))
        modelProtocol(m_protocol).readAnswer(*object, m_reading);
}

} // namespace pilothouse
