#include "runner/guest/linked_terminal.h"

#include "runner/guest/guest_link_p.h"

#include <algorithm>

namespace pilothouse {

LinkedTerminal::LinkedTerminal(GuestLink *link, Open open, Control control, TerminalRequest request, quint32 attachTo)
    : m_open(std::move(open)),
      m_control(std::move(control)),
      m_request(std::move(request)),
      m_id(attachTo)
{
    // Queued, so that the owner can connect first, and after the link's other work for the new connection.
    connect(link, &GuestLink::ready, this, [this] { this->open(); }, Qt::QueuedConnection);
    QMetaObject::invokeMethod(this, [this] { this->open(); }, Qt::QueuedConnection);
}

LinkedTerminal::~LinkedTerminal()
{
    if (m_stream) {
        m_stream->onOpened = {};
        m_stream->onData = {};
        m_stream->onFinished = {};
        // Lets go; the shell stays in the guest and can be attached to again.
        m_stream->abort();
    }
}

void LinkedTerminal::open()
{
    if (m_over || m_stream)
        return;
    const bool again = m_id != 0;
    std::string parameters;
    if (again) {
        parameters = guest::encode(guest::AttachTerminal{m_id});
    } else {
        guest::OpenTerminal request;
        for (const QByteArray &argument : std::as_const(m_request.argv))
            request.argv.push_back(argument.toStdString());
        for (const auto &[name, value] : std::as_const(m_request.environment))
            request.environment.emplace_back(name.toStdString(), value.toStdString());
        request.directory = m_request.directory.toStdString();
        request.columns = static_cast<quint16>(std::clamp(m_request.columns, 1, 1000));
        request.rows = static_cast<quint16>(std::clamp(m_request.rows, 1, 1000));
        parameters = guest::encode(request);
    }
    m_stream = m_open(again ? guest::StreamKind::AttachTerminal : guest::StreamKind::Terminal, std::move(parameters));
    if (!m_stream)
        return;
    m_stream->onOpened = [this, again](const guest::StreamOpened &opened) {
        m_id = opened.terminal;
        if (again)
            Q_EMIT refilled();
        resize(m_request.columns, m_request.rows);
    };
    m_stream->onData = [this](const QByteArray &bytes) { Q_EMIT received(bytes); };
    m_stream->onFinished = [this](const Result<int> &result) { onFinished(result); };
}

void LinkedTerminal::onFinished(const Result<int> &result)
{
    const std::shared_ptr<GuestStream> stream = std::exchange(m_stream, nullptr);
    // A broken connection is not the end of a terminal that the guest has: it is attached to again.
    if (!result && m_id != 0 && result.error().code != NotFound)
        return;
    m_over = true;
    Q_EMIT closed(result.value_or(-1), result ? std::nullopt : std::optional(result.error()));
}

void LinkedTerminal::write(QByteArray bytes)
{
    if (m_stream)
        m_stream->queue(bytes);
}

void LinkedTerminal::resize(int columns, int rows)
{
    m_request.columns = std::clamp(columns, 1, 1000);
    m_request.rows = std::clamp(rows, 1, 1000);
    if (m_id != 0)
        m_control(guest::Operation::ResizeTerminal,
            guest::encode(guest::TerminalOperation{.id = m_id,
                .columns = static_cast<quint16>(m_request.columns),
                .rows = static_cast<quint16>(m_request.rows)}));
}

void LinkedTerminal::sendSignal(int signal)
{
    if (m_id != 0)
        m_control(
            guest::Operation::SignalTerminal, guest::encode(guest::TerminalOperation{.id = m_id, .signal = signal}));
}

void LinkedTerminal::close()
{
    if (m_stream)
        m_stream->writeEnd();
}

void LinkedTerminal::consumed(qsizetype bytes)
{
    if (m_stream)
        m_stream->grant(bytes);
}

std::unique_ptr<GuestTerminal> GuestLink::openTerminal(TerminalRequest request)
{
    return d->makeTerminal(std::move(request), 0);
}

std::unique_ptr<GuestTerminal> GuestLink::attachTerminal(quint32 id)
{
    return d->makeTerminal({}, id);
}

std::unique_ptr<GuestTerminal> GuestLink::Private::makeTerminal(TerminalRequest request, quint32 attachTo)
{
    const QPointer<GuestLink> guard(q);
    return std::make_unique<LinkedTerminal>(
        q,
        [guard](guest::StreamKind kind, std::string parameters) {
            return guard ? guard->d->openStream(kind, std::move(parameters)) : nullptr;
        },
        [guard](guest::Operation operation, std::string parameters) {
            if (guard && guard->d->ready)
                guard->d->put(Lane::Control, guest::FrameType::Request, static_cast<quint16>(operation),
                    guard->d->m_nextRequest++, std::move(parameters));
        },
        std::move(request), attachTo);
}

} // namespace pilothouse
