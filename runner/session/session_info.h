#pragma once

#include "runner/base/ids.h"

#include <QJsonObject>
#include <QString>
#include <QUrl>

namespace pilothouse {

/// Whether tool calls inside the sandbox are asked about one by one.
enum class SessionMode { AskEach, InsideIsFree };

/// What the agent talks to.
struct ModelChoice {
    QString provider; ///< "practice", or a provider's name for people and prices, such as "anthropic".
    QString name; ///< As the provider calls it.
    QUrl url; ///< The provider's base address; empty for the practice model.
    QString protocol = {}; ///< What it speaks, such as "anthropic-messages"; empty: OpenAI's chat completions.

    friend bool operator==(const ModelChoice &, const ModelChoice &) = default;
};

/// What a person says to begin a session.
struct NewSession {
    QString repository; ///< A path in the person's repository; empty: the practice repository.
    QString base = QStringLiteral("HEAD"); ///< A revision.
    bool withUncommitted = false; ///< Begin from HEAD with the uncommitted changes on top.
    QString agent = QStringLiteral("opencode"); ///< An id of the agent catalogue.
    ModelChoice model{QStringLiteral("practice"), QStringLiteral("practice-1"), {}};
    QString image; ///< An image of the engine; empty: the one that Pilothouse builds.
    SessionMode mode = SessionMode::AskEach;
    QString title; ///< Empty: the first words of the prompt.
    QString prompt; ///< Sent as soon as the agent is ready; may be empty.
    QStringList files; ///< Paths in the workspace that the prompt refers to.
    QString group; ///< Of attempts at the same task; empty for most.
};

/// What was decided when the session was created; the payload of SessionCreated.
struct SessionInfo {
    QString title;
    QString repository; ///< The repository's own path, absolute.
    RepositoryId repositoryId; ///< Names Pilothouse's base store for it.
    QString repositoryName; ///< For people: its folder's name.
    QString baseRevision; ///< As the person said it.
    bool withUncommitted = false;
    QString agent;
    QString agentVersion; ///< sha256 of the agent's canonical configuration.
    ModelChoice model;
    QString image;
    SessionMode mode = SessionMode::AskEach;
    QString group; ///< Of attempts at the same task; empty for most.
    SessionId forkedFrom; ///< Whose snapshot it began with; none for most.
    ObjectId forkedSnapshot; ///< That snapshot's commit, on the base that both share.

    friend bool operator==(const SessionInfo &, const SessionInfo &) = default;

    [[nodiscard]] QJsonObject toJson() const;
    /// Missing or malformed fields become their defaults.
    [[nodiscard]] static SessionInfo fromJson(const QJsonObject &json);
};

} // namespace pilothouse
