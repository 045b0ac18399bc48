// Model requests of the agent and their answers, on the host's side.

#include "runner/guest/guest_link_p.h"

#include <algorithm>

namespace pilothouse {

namespace {

guest::StringPairs toPairs(const QList<std::pair<QByteArray, QByteArray>> &headers)
{
    guest::StringPairs pairs;
    for (const auto &[name, value] : headers)
        pairs.emplace_back(name.toStdString(), value.toStdString());
    return pairs;
}

} // namespace

bool GuestLink::Private::takeModel(guest::Message &message)
{
    const quint64 id = message.sequence;
    if (message.type == guest::FrameType::ModelCancel) {
        if (answers.remove(id) > 0)
            Q_EMIT q->modelCancelled(id);
        return true;
    }
    if (message.type == guest::FrameType::ModelCredit) {
        const auto credit = guest::decode<guest::ModelCredit>(message.payload);
        const auto answer = answers.find(id);
        if (!credit)
            return false;
        if (answer == answers.end())
            return true;
        if (credit->bytes > static_cast<quint64>(answer->outstanding))
            return false;
        answer->outstanding -= static_cast<qint64>(credit->bytes);
        sendAnswer(id, *answer);
        Q_EMIT q->modelWritten(id);
        return true;
    }
    const auto request = guest::decode<guest::ModelRequest>(message.payload);
    constexpr qsizetype MaxAtOnce = 256;
    if (!request || request->body.size() > guest::MaxModelBody || answers.contains(id) || answers.size() >= MaxAtOnce)
        return false;
    answers.insert(id, {});
    GuestModelRequest seen{.id = id,
        .attempt = request->attempt,
        .method = bytesOf(request->method),
        .path = bytesOf(request->target),
        .headers = {},
        .body = bytesOf(request->body)};
    for (const auto &[name, value] : request->headers)
        seen.headers.emplace_back(bytesOf(name), bytesOf(value));
    Q_EMIT q->modelRequested(seen);
    return true;
}

void GuestLink::Private::sendAnswer(quint64 id, Answer &answer)
{
    qsizetype done = 0;
    while (done < answer.queued.size() && answer.outstanding < qint64{guest::ModelWindow}) {
        const qsizetype size = std::min(answer.queued.size() - done, qsizetype{guest::MaxFramePayload});
        put(Lane::Bulk, guest::FrameType::ModelBody, 0, id, answer.queued.mid(done, size).toStdString());
        answer.outstanding += size;
        done += size;
    }
    answer.queued.remove(0, done);
    if (answer.finished && answer.queued.isEmpty()) {
        put(Lane::Bulk, guest::FrameType::ModelEnd, 0, id, {});
        answers.remove(id);
    }
}

void GuestLink::answerModel(quint64 id, int status, QList<std::pair<QByteArray, QByteArray>> headers)
{
    const auto answer = d->answers.find(id);
    if (answer == d->answers.end() || answer->headSent)
        return;
    answer->headSent = true;
    d->put(Private::Lane::Bulk, guest::FrameType::ModelHead, 0, id,
        guest::encode(guest::ModelHead{static_cast<quint16>(status), toPairs(headers)}));
}

void GuestLink::answerModelBody(quint64 id, QByteArray chunk)
{
    const auto answer = d->answers.find(id);
    if (answer == d->answers.end() || !answer->headSent || answer->finished)
        return;
    answer->queued += chunk;
    d->sendAnswer(id, *answer);
}

void GuestLink::finishModel(quint64 id)
{
    const auto answer = d->answers.find(id);
    if (answer == d->answers.end() || !answer->headSent)
        return;
    answer->finished = true;
    d->sendAnswer(id, *answer);
}

void GuestLink::failModel(quint64 id, int status, const QString &message)
{
    if (d->answers.remove(id) == 0)
        return;
    d->put(Private::Lane::Bulk, guest::FrameType::ModelFail, 0, id,
        guest::encode(guest::ModelFail{static_cast<quint16>(status), message.left(1000).toUtf8().toStdString()}));
}

qsizetype GuestLink::openModelRequests() const
{
    return d->answers.size();
}

qsizetype GuestLink::modelBytesToWrite(quint64 id) const
{
    const auto answer = d->answers.constFind(id);
    return answer == d->answers.constEnd() ? 0 : answer->queued.size() + static_cast<qsizetype>(answer->outstanding);
}

} // namespace pilothouse
