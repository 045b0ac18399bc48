#include "app/start_trace.h"

#include <QCoreApplication>
#include <QEvent>
#include <QWidget>

#include <chrono>
#include <cstdio>

namespace pilothouse {

namespace {

class StartTrace final : public QObject {
public:
    explicit StartTrace(QWidget &shown) : QObject(&shown) { shown.installEventFilter(this); }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            // Taken before anything else that waits, but after the frame was painted and given to the screen.
            QCoreApplication::postEvent(this, new QEvent(QEvent::User), Qt::HighEventPriority);
        }
        return QObject::eventFilter(watched, event);
    }

protected:
    void customEvent(QEvent *) override
    {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        std::fprintf(stderr, "first frame %lld\n",
            static_cast<long long>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
        deleteLater();
    }
};

} // namespace

void traceStart(QWidget &shown)
{
    if (qEnvironmentVariableIsSet("PILOTHOUSE_TRACE_START"))
        new StartTrace(shown);
}

} // namespace pilothouse
