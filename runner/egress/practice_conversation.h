#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace pilothouse {

/// A model request as the practice model understands it, whatever protocol it came in.
struct PracticeMessage {
    enum class Role { System, User, Assistant, Tool };

    Role role = Role::User;
    QString text;
    QString callId; ///< Of a tool's result: the call it answers; empty in a protocol that has no ids.
    int calls = 0; ///< Tool calls of an assistant's message.
    QByteArray bytes; ///< The message as it came, for its size and the conversation's digest.
};

struct PracticeTool {
    QString name;
    QJsonObject properties; ///< Of its JSON schema.
};

struct PracticeRequest {
    QList<PracticeMessage> messages;
    QList<PracticeTool> tools;
    qint64 toolBytes = 0;
};

} // namespace pilothouse
