#pragma once

#include "runner/guest/guest_link.h"
#include "runner/guest/guest_stream.h"

#include <QPointer>

namespace pilothouse {

/// A GuestTerminal over a link. Internal to the folder.
class LinkedTerminal final : public GuestTerminal {
    Q_OBJECT

public:
    using Open = std::function<std::shared_ptr<GuestStream>(guest::StreamKind, std::string)>;
    using Control = std::function<void(guest::Operation, std::string)>;

    /// Opens at once where the link is up. `attachTo` 0: a new terminal by `request`.
    LinkedTerminal(GuestLink *link, Open open, Control control, TerminalRequest request, quint32 attachTo);
    ~LinkedTerminal() override;

    [[nodiscard]] quint32 id() const override { return m_id; }
    void write(QByteArray bytes) override;
    void resize(int columns, int rows) override;
    void sendSignal(int signal) override;
    void close() override;
    void consumed(qsizetype bytes) override;

private:
    void open();
    void onFinished(const Result<int> &result);

    Open m_open;
    Control m_control;
    TerminalRequest m_request;
    quint32 m_id = 0;
    bool m_over = false;
    std::shared_ptr<GuestStream> m_stream;
};

} // namespace pilothouse
