// Connections that programs in the sandbox open, on the host's side.

#include "runner/guest/guest_link_p.h"

#include <algorithm>

namespace pilothouse {

bool GuestLink::Private::takeEgress(guest::Message &message)
{
    const quint64 id = message.sequence;
    if (message.type == guest::FrameType::EgressOpen)
        return takeEgressOpen(message);
    const auto found = egress.find(id);
    if (found == egress.end())
        return true;
    switch (message.type) {
    case guest::FrameType::EgressData: {
        const auto size = static_cast<qint64>(message.payload.size());
        if (found->inEnded || size > found->granted)
            return false;
        found->granted -= size;
        Q_EMIT q->egressReceived(id, bytesOf(message.payload));
        return true;
    }
    case guest::FrameType::EgressCredit: {
        const auto credit = guest::decode<guest::EgressCredit>(message.payload);
        if (!credit || credit->bytes > static_cast<quint64>(guest::EgressWindow - found->credit))
            return false;
        found->credit += static_cast<qint64>(credit->bytes);
        sendEgress(id);
        Q_EMIT q->egressWritten(id);
        return true;
    }
    case guest::FrameType::EgressEnd:
        if (std::exchange(found->inEnded, true))
            return false;
        Q_EMIT q->egressEnded(id);
        forgetEgressIfDone(id);
        return true;
    default:
        egress.erase(found);
        Q_EMIT q->egressClosed(id);
        return true;
    }
}

bool GuestLink::Private::takeEgressOpen(const guest::Message &message)
{
    constexpr qsizetype MaxAtOnce = 256;
    const auto open = guest::decode<guest::EgressOpen>(message.payload);
    if (!open || egress.contains(message.sequence) || egress.size() >= MaxAtOnce
        || open->head.size() > guest::MaxEgressHead || open->command.size() > guest::MaxEgressCommand)
        return false;
    egress.insert(message.sequence, {});
    Q_EMIT q->egressRequested({.id = message.sequence,
        .forward = bytesOf(open->forward),
        .head = bytesOf(open->head),
        .pid = open->pid,
        .command = bytesOf(open->command)});
    return true;
}

void GuestLink::Private::sendEgress(quint64 id)
{
    const auto found = egress.find(id);
    if (found == egress.end())
        return;
    qsizetype done = 0;
    while (done < found->queued.size() && found->credit > 0) {
        const qsizetype size = std::min(
            {found->queued.size() - done, static_cast<qsizetype>(found->credit), qsizetype{guest::MaxFramePayload}});
        put(Lane::Bulk, guest::FrameType::EgressData, 0, id, found->queued.mid(done, size).toStdString());
        found->credit -= size;
        done += size;
    }
    found->queued.remove(0, done);
    if (!found->queued.isEmpty())
        return;
    if (found->outEnded && !std::exchange(found->outTold, true))
        put(Lane::Bulk, guest::FrameType::EgressEnd, 0, id, {});
    if (found->closing) {
        put(Lane::Bulk, guest::FrameType::EgressClose, 0, id, {});
        egress.erase(found);
        return;
    }
    forgetEgressIfDone(id);
}

void GuestLink::Private::forgetEgressIfDone(quint64 id)
{
    if (const auto found = egress.constFind(id); found != egress.constEnd() && found->inEnded && found->outTold)
        egress.erase(found);
}

void GuestLink::grantEgress(quint64 id, qsizetype bytes)
{
    const auto found = d->egress.find(id);
    if (found == d->egress.end() || found->inEnded || found->closing || bytes <= 0)
        return;
    found->granted += bytes;
    d->put(Private::Lane::Control, guest::FrameType::EgressCredit, 0, id,
        guest::encode(guest::EgressCredit{static_cast<quint64>(bytes)}));
}

void GuestLink::writeEgress(quint64 id, QByteArray bytes)
{
    const auto found = d->egress.find(id);
    if (found == d->egress.end() || found->outEnded)
        return;
    found->queued += bytes;
    d->sendEgress(id);
}

void GuestLink::endEgress(quint64 id)
{
    const auto found = d->egress.find(id);
    if (found == d->egress.end() || std::exchange(found->outEnded, true))
        return;
    d->sendEgress(id);
}

void GuestLink::closeEgress(quint64 id)
{
    const auto found = d->egress.find(id);
    if (found == d->egress.end())
        return;
    if (found->outEnded) {
        found->closing = true;
        d->sendEgress(id);
        return;
    }
    d->put(Private::Lane::Bulk, guest::FrameType::EgressClose, 0, id, {});
    d->egress.erase(found);
}

qsizetype GuestLink::egressBytesToWrite(quint64 id) const
{
    const auto found = d->egress.constFind(id);
    return found == d->egress.constEnd()
        ? 0
        : found->queued.size() + static_cast<qsizetype>(guest::EgressWindow - found->credit);
}

Task<void> GuestLink::openForward(QByteArray name, quint16 port)
{
    const auto answer = co_await d->request(
        guest::Operation::Forward, guest::encode(guest::Forward{name.toStdString(), port}), d->options.requestTimeout);
    if (!answer)
        co_return std::unexpected(answer.error());
    co_return {};
}

} // namespace pilothouse
