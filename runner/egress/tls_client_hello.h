#pragma once

#include <QByteArray>
#include <QString>

namespace pilothouse {

/// What the first message of a TLS connection says before anything is encrypted.
struct TlsClientHello {
    QString serverName; ///< As checkedEgressHost() writes it; with ECH only the outer, public one.
    /// The encrypted_client_hello extension is there (RFC 9849), so the real name may be another. Some clients send it
    /// with random content only (GREASE), which nobody can tell apart.
    bool encrypted = false;

    friend bool operator==(const TlsClientHello &, const TlsClientHello &) = default;
};

/// Reads the ClientHello (RFC 8446, 4.1.2; RFC 6066, 3) at the start of a tunnel, over records that may be cut
/// anywhere. Every length must fit exactly, every extension may come once, and the name must be one host name. What was
/// fed is not kept: the caller holds it back until the name is known. Does no I/O. Single-threaded.
class TlsClientHelloReader final {
public:
    enum class State {
        NeedMore,
        Named, ///< hello() is complete.
        NoName, ///< Complete, and no server_name in it; hello().encrypted is valid.
        NotTls, ///< The bytes begin as no TLS connection does; also SSL 2.
        Malformed,
        TooLong, ///< More than helloLimit, or in more than recordLimit records.
    };

    static constexpr qsizetype helloLimit = 32 * 1024;
    static constexpr int recordLimit = 64;
    /// More bytes than this are never needed; who holds them back need hold no more.
    static constexpr qsizetype bytesLimit = helloLimit + recordLimit * 5;

    /// Once it says something else than NeedMore, it says that for ever.
    State feed(QByteArrayView bytes);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const TlsClientHello &hello() const { return m_hello; }

private:
    State takeRecordHeader();
    State takeFragment(QByteArrayView fragment);
    State readHello(QByteArrayView body);
    State readExtensions(QByteArrayView extensions);

    State m_state = State::NeedMore;
    QByteArray m_header; ///< Of the record that comes, up to five bytes.
    qsizetype m_left = 0; ///< Of the record's fragment.
    int m_records = 0;
    QByteArray m_message; ///< The handshake message so far, with its header.
    TlsClientHello m_hello;
};

} // namespace pilothouse
