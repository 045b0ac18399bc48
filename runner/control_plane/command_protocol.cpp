#include "runner/control_plane/command_protocol.h"

#include <QCoreApplication>

#include <mutex>
#include <set>
#include <string>

namespace pilothouse {

Result<QList<QByteArray>> command_protocol::LineReader::feed(QByteArrayView bytes)
{
    QList<QByteArray> lines;
    while (!m_failed && !bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView part = end < 0 ? bytes : bytes.first(end);
        if (m_rest.size() + part.size() > m_limit) {
            m_failed = true;
            break;
        }
        m_rest.append(part);
        if (end < 0)
            return lines;
        lines.append(std::exchange(m_rest, {}));
        bytes = bytes.sliced(end + 1);
    }
    if (m_failed)
        return failure(LimitExceeded,
            QCoreApplication::translate("CommandProtocol", "A message between two Pilothouse processes is too long."));
    return lines;
}

Error errorFromJson(const QJsonObject &json)
{
    // Codes are literals everywhere else; the few that come over the socket are kept for the life of the program.
    static std::mutex mutex;
    static std::set<std::string> names;
    const std::string name = json[QLatin1StringView("code")].toString().left(64).toStdString();
    const std::lock_guard lock(mutex);
    return {ErrorCode(names.insert(name).first->c_str()), json[QLatin1StringView("message")].toString(),
        json[QLatin1StringView("cause")].toString()};
}

} // namespace pilothouse
