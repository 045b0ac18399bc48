// One connection of a program: plain HTTP, made anew in both directions.

#include "runner/egress/egress_connection.h"

#include <QPointer>

namespace pilothouse {

void EgressConnection::takeBody()
{
    if (m_body.isComplete() || m_in.isEmpty())
        return;
    const auto step = m_body.feed(m_in);
    if (!step) {
        if (m_answerBegun)
            return finish(step.error());
        recordEnd(step.error());
        return refuse(step.error().code == LimitExceeded ? 413 : 400, step.error());
    }
    m_in.remove(0, step->used);
    const bool chunked = m_http.framing.kind == HttpFraming::Kind::Chunked;
    QByteArray bytes = chunked && !step->body.isEmpty() ? httpChunk(step->body) : step->body;
    if (chunked && step->complete)
        bytes += httpChunk({});
    const QPointer<EgressConnection> self(this);
    writeServer(bytes);
    if (self && m_mode == Mode::Http)
        grantMore();
}

void EgressConnection::takeAnswer(const QByteArray &bytes)
{
    if (m_answerBegun)
        return takeAnswerBody(bytes, false);
    m_answerHead += bytes;
    const QPointer<EgressConnection> self(this);
    while (self && m_mode == Mode::Http && !m_answerBegun) {
        const auto end = httpHeadEnd(m_answerHead);
        if (end && *end == 0)
            return;
        const QByteArray head = end ? m_answerHead.first(*end) : QByteArray();
        auto answer = end ? readOriginResponse(head, m_http.method) : std::unexpected(end.error());
        if (!answer) {
            recordEnd(answer.error());
            if (self)
                refuse(502, answer.error());
            return;
        }
        m_answerHead.remove(0, *end);
        if (answer->isInterim())
            continue;
        m_answer = std::move(*answer);
        m_answerBegun = true;
        m_answerFraming = clientFraming(m_answer, m_http);
        m_answerBody = HttpBodyReader(m_answer.framing, m_broker.m_options.limits.download);
        // A request whose body is still coming cannot be followed by another one.
        m_closesAfter = !m_http.keepAlive || !m_body.isComplete() || m_clientEnded
            || m_answerFraming.kind == HttpFraming::Kind::UntilClose;
        Q_EMIT m_broker.output(m_id,
            clientResponseHead(m_answer, m_http, m_closesAfter ? HttpConnection::Close : HttpConnection::KeepAlive));
    }
    if (self && m_mode == Mode::Http)
        takeAnswerBody(std::exchange(m_answerHead, {}), false);
}

void EgressConnection::takeAnswerBody(const QByteArray &bytes, bool atEnd)
{
    const QPointer<EgressConnection> self(this);
    if (!m_answerBegun) {
        const Error error{EgressBroken,
            EgressText::tr("%1 closed the connection before it answered.").arg(m_attempt.target.host), {}};
        recordEnd(error);
        if (self)
            refuse(502, error);
        return;
    }
    if (!bytes.isEmpty() || m_answerBody.isComplete()) {
        const auto step = m_answerBody.feed(bytes);
        if (!step)
            return finish(step.error());
        if (!step->body.isEmpty())
            Q_EMIT m_broker.output(
                m_id, m_answerFraming.kind == HttpFraming::Kind::Chunked ? httpChunk(step->body) : step->body);
    }
    if (!self || m_mode != Mode::Http)
        return;
    if (atEnd && !m_answerBody.isComplete()) {
        if (const auto whole = m_answerBody.finish(); !whole)
            return finish(whole.error());
    }
    if (m_answerBody.isComplete() || atEnd)
        answered();
}

/// The answer is whole; the next request of the program is decided about as the first one was.
void EgressConnection::answered()
{
    const QPointer<EgressConnection> self(this);
    if (m_answerFraming.kind == HttpFraming::Kind::Chunked)
        Q_EMIT m_broker.output(m_id, httpChunk({}));
    if (!self || m_mode != Mode::Http)
        return;
    if (m_closesAfter || m_clientEnded)
        return finish({});
    recordEnd({});
    if (!self)
        return;
    dropServer();
    m_mode = Mode::Between;
    grantMore();
    if (self && m_mode == Mode::Between)
        readNext();
}

void EgressConnection::readNext()
{
    const auto end = httpHeadEnd(m_in);
    if (end && *end == 0)
        return;
    if (!end)
        return refuse(400, end.error());
    const QByteArray head = m_in.first(*end);
    m_in.remove(0, *end);
    readRequest(head);
}

} // namespace pilothouse
