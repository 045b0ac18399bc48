#include "runner/egress/usage_hider.h"

#include "runner/base/json.h"

#include <QJsonArray>

#include <algorithm>

namespace pilothouse {

namespace {

/// The event with the usage is a few hundred bytes long.
constexpr qsizetype longestUsage = 64 * 1024;
const QByteArrayView dataField("data:");

bool isUsageAlone(const QByteArray &line)
{
    if (!line.contains("\"usage\""))
        return false;
    const Result<QJsonObject> event = parseObject(line.sliced(dataField.size()), longestUsage, QStringLiteral("event"));
    return event && (*event)[u"usage"].isObject() && (*event)[u"choices"].isArray()
        && (*event)[u"choices"].toArray().isEmpty();
}

} // namespace

bool UsageHider::mayBeData() const
{
    const qsizetype length = std::min(m_line.size(), dataField.size());
    return m_line.size() <= longestUsage && QByteArrayView(m_line).first(length) == dataField.first(length);
}

QByteArray UsageHider::feed(QByteArrayView bytes)
{
    QByteArray passed;
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView piece = end < 0 ? bytes : bytes.first(end + 1);
        bytes = bytes.sliced(piece.size());
        if (m_passing) {
            passed += piece;
            m_passing = end < 0;
            continue;
        }
        m_line += piece;
        if (end >= 0) {
            takeLine(passed);
        } else if (!mayBeData()) {
            m_hidden = false;
            passed += std::exchange(m_line, {});
            m_passing = true;
        }
    }
    return passed;
}

void UsageHider::takeLine(QByteArray &passed)
{
    const bool empty = m_line == "\n" || m_line == "\r\n";
    if (mayBeData() && m_line.startsWith(dataField) && isUsageAlone(m_line))
        m_hidden = true;
    else if (!std::exchange(m_hidden, false) || !empty)
        passed += m_line;
    m_line.clear();
}

QByteArray UsageHider::finish()
{
    return std::exchange(m_line, {});
}

} // namespace pilothouse
