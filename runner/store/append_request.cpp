#include "runner/store/append_request.h"

#include <QCoreApplication>

namespace pilothouse {

AppendReply::AppendReply(QObject *context, Store::Appended done)
    : m_home(QAbstractEventDispatcher::instance()),
      m_hasContext(context != nullptr),
      m_context(context),
      m_done(std::move(done))
{
    Q_ASSERT_X(m_home, "Store", "call it on a thread with an event loop");
}

AppendReply::~AppendReply()
{
    if (!m_home)
        return;
    std::vector<std::pair<AppendReply, AppendOutcome>> replies;
    replies.emplace_back(std::move(*this),
        failure(Cancelled, QCoreApplication::translate("Store", "Pilothouse ended before this was written down.")));
    send(std::move(replies));
}

void AppendReply::arrive(AppendOutcome outcome)
{
    if (!m_hasContext || m_context)
        m_done(std::move(outcome));
}

void AppendReply::send(std::vector<std::pair<AppendReply, AppendOutcome>> replies)
{
    struct Parcel {
        QAbstractEventDispatcher *home;
        std::vector<std::pair<AppendReply, AppendOutcome>> replies;
    };
    std::vector<Parcel> parcels; // few: one for each thread that appends
    for (auto &[reply, outcome] : replies) {
        QAbstractEventDispatcher *const home = reply.m_home.release();
        auto parcel = std::ranges::find(parcels, home, &Parcel::home);
        if (parcel == parcels.end())
            parcel = parcels.insert(parcel, Parcel{home, {}});
        parcel->replies.emplace_back(std::move(reply), std::move(outcome));
    }
    for (Parcel &parcel : parcels) {
        QMetaObject::invokeMethod(
            parcel.home,
            [arrived = std::move(parcel.replies)]() mutable {
                for (auto &[reply, outcome] : arrived)
                    reply.arrive(std::move(outcome));
            },
            Qt::QueuedConnection);
    }
}

} // namespace pilothouse
