#include "runner/egress/egress_resolver.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QTimer>

namespace pilothouse {

Task<QList<QHostAddress>> SystemEgressResolver::resolve(QString host)
{
    using Answer = Result<QList<QHostAddress>>;
    OneShot<Answer> answer;
    QObject context;
    const int lookUp = QHostInfo::lookupHost(host, &context, [answer, host](const QHostInfo &info) mutable {
        if (info.error() == QHostInfo::NoError && !info.addresses().isEmpty())
            answer.resolve(info.addresses());
        else
            answer.resolve(failure(EgressNameUnknown,
                QCoreApplication::translate(
                    "Egress", "There is no host with the name %1, or it cannot be looked up now.")
                    .arg(host),
                info.errorString()));
    });
    QTimer::singleShot(m_timeout, &context, [answer, host]() mutable {
        answer.resolve(failure(
            TimedOut, QCoreApplication::translate("Egress", "The name %1 could not be looked up in time.").arg(host)));
    });
    Answer found = co_await answer;
    QHostInfo::abortHostLookup(lookUp);
    co_return found;
}

} // namespace pilothouse
