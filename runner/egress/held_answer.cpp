#include "runner/egress/held_answer.h"

#include "runner/base/json.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qsizetype ErrorLimit = 64 * 1024;

} // namespace

QList<std::pair<QByteArray, QByteArray>> HeldAnswer::headers()
{
    return {{"content-type"_ba, "text/event-stream"_ba}, {"cache-control"_ba, "no-store"_ba}};
}

QByteArray HeldAnswer::comment()
{
    return ": a person is asked\n\n"_ba;
}

QByteArray HeldAnswer::take(const QByteArray &bytes)
{
    if (!m_failed)
        return bytes;
    m_error += bytes.left(ErrorLimit - m_error.size());
    return {};
}

QByteArray HeldAnswer::end() const
{
    if (!m_failed)
        return {};
    const auto said = parseObject(m_error, ErrorLimit, u"the answer"_s);
    const QString message = said ? (*said)["error"_L1]["message"_L1].toString() : QString();
    return errorEvent(message.isEmpty()
            ? QCoreApplication::translate("pilothouse::HeldAnswer", "The model's provider refused the request.")
            : message,
        u"provider_error"_s);
}

QByteArray HeldAnswer::refusal(const Error &error) const
{
    return errorEvent(error.message, QString(error.code.name));
}

QByteArray HeldAnswer::errorEvent(const QString &message, const QString &type) const
{
    const auto event = [](const QByteArray &name, const QJsonObject &data) {
        // toLine() ends with a line break; an event ends with an empty line.
        return (name.isEmpty() ? QByteArray() : "event: "_ba + name + '\n') + "data: "_ba + toLine(data).trimmed()
            + "\n\n"_ba;
    };
    if (m_path.endsWith("/messages"))
        return event("error"_ba,
            {{u"type"_s, u"error"_s}, {u"error"_s, QJsonObject{{u"type"_s, type}, {u"message"_s, message}}}});
    if (m_path.endsWith("/responses"))
        return event("error"_ba,
            {{u"type"_s, u"error"_s}, {u"code"_s, type}, {u"message"_s, message}, {u"param"_s, QJsonValue()}});
    if (m_path.contains("streamGenerateContent"))
        return event({},
            {{u"error"_s,
                QJsonObject{{u"code"_s, 403}, {u"message"_s, message}, {u"status"_s, u"PERMISSION_DENIED"_s}}}});
    return event({}, {{u"error"_s, QJsonObject{{u"message"_s, message}, {u"type"_s, type}, {u"code"_s, type}}}});
}

} // namespace pilothouse
