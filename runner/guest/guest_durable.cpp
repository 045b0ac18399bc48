#include "runner/base/visible_text.h"
#include "runner/guest/guest_link_p.h"

#include <algorithm>

namespace pilothouse {

namespace {

bool isObjectId(const std::string &text)
{
    return (text.size() == 40 || text.size() == 64)
        && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

ObjectId objectId(const std::string &text)
{
    return ObjectId(QString::fromLatin1(bytesOf(text)));
}

} // namespace

std::optional<SnapshotInfo> readSnapshot(const guest::WorkspaceMessage &message)
{
    if (!isObjectId(message.commit) || !isObjectId(message.tree) || !isObjectId(message.parent)
        || message.leftOutCounts.size() != guest::LeftOutKinds || message.leftOut.size() > guest::MaxLeftOutListed)
        return std::nullopt;
    SnapshotInfo info;
    info.commit = objectId(message.commit);
    info.tree = objectId(message.tree);
    info.parent = objectId(message.parent);
    info.position = message.position;
    info.changedPaths = message.changedPaths;
    for (std::size_t i = 0; i < guest::LeftOutKinds; ++i) {
        if (message.leftOutCounts[i] > 0)
            info.leftOutCounts.insert(static_cast<LeftOutReason>(i), message.leftOutCounts[i]);
    }
    for (const auto &[path, reason] : message.leftOut) {
        if (static_cast<std::size_t>(reason) >= guest::LeftOutKinds || path.empty() || path.size() > 4096)
            return std::nullopt;
        info.leftOut.append({bytesOf(path), static_cast<LeftOutReason>(reason)});
    }
    return info;
}

std::optional<GuestDurable> readDurable(GuestChannel channel, quint64 number, const std::string &payload)
{
    GuestDurable durable{channel, number, {}};
    switch (channel) {
    case GuestChannel::AgentOutput:
        if (const auto line = guest::decode<guest::AgentLine>(payload);
            line && line->line.find('\n') == std::string::npos) {
            durable.message = AgentLine{bytesOf(line->line), line->cutBytes};
            return durable;
        }
        return std::nullopt;
    case GuestChannel::AgentError:
        if (payload.size() > guest::MaxFramePayload)
            return std::nullopt;
        durable.message = AgentErrorOutput{bytesOf(payload)};
        return durable;
    case GuestChannel::AgentExit:
        if (const auto exit = guest::decode<guest::AgentExit>(payload); exit && exit->name.size() <= 256) {
            GuestAgentExit value;
            value.name = QString::fromUtf8(bytesOf(exit->name));
            (exit->bySignal ? value.signal : value.exitCode) = exit->value;
            durable.message = std::move(value);
            return durable;
        }
        return std::nullopt;
    case GuestChannel::Workspace: {
        const auto message = guest::decode<guest::WorkspaceMessage>(payload);
        if (!message || message->kind > guest::WorkspaceMessage::Kind::StoreRebuilt || message->text.size() > 4096)
            return std::nullopt;
        if (message->kind != guest::WorkspaceMessage::Kind::Snapshot) {
            durable.message = WorkspaceNote{static_cast<WorkspaceNote::Kind>(message->kind), bytesOf(message->text)};
            return durable;
        }
        if (auto snapshot = readSnapshot(*message)) {
            durable.message = std::move(*snapshot);
            return durable;
        }
        return std::nullopt;
    }
    }
    return std::nullopt;
}

Error guestError(guest::Failure failure, const std::string &words)
{
    const QString cause = visibleText(QString::fromUtf8(bytesOf(words.substr(0, 4096))));
    switch (failure) {
    case guest::Failure::NotFound:
        return {NotFound, GuestText::tr("The sandbox does not have that."), cause};
    case guest::Failure::Invalid:
        return {InvalidArgument, GuestText::tr("The sandbox's guest refused the request."), cause};
    case guest::Failure::Io:
        return {IoFailed, GuestText::tr("The sandbox's disk failed."), cause};
    case guest::Failure::DiskFull:
        return {DiskFull, GuestText::tr("The sandbox's disk is full. Delete files in it and try again."), cause};
    case guest::Failure::Limit:
        return {LimitExceeded, GuestText::tr("It is too large to be taken out of the sandbox."), cause};
    case guest::Failure::GitMissing:
        return {
            GitMissing, GuestText::tr("The sandbox's image has no usable git. Choose an image that has git."), cause};
    case guest::Failure::Busy:
        return {GuestFailed, GuestText::tr("The sandbox is busy with that already. Try again in a moment."), cause};
    default:
        return {GuestFailed, GuestText::tr("The sandbox's guest could not do it."), cause};
    }
}

} // namespace pilothouse
