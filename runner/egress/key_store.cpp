#include "runner/egress/key_store.h"

#include <QTimer>

#include <qt6keychain/keychain.h>

namespace pilothouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::Keychain)
};

Error errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {NotFound, Words::tr("No key of this name is stored."), job.errorString()};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return {
            KeyRefused, Words::tr("The system's keychain refused access. Unlock it and try again."), job.errorString()};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError: // What libsecret ends with where no service answers on the bus, or there is no bus.
        return {KeyStoreMissing,
            Words::tr(
                "This system's keychain cannot be used. Install and unlock one (GNOME Keyring or KWallet), then try "
                "again; "
                "keys are never stored unencrypted."),
            job.errorString()};
    default:
        return {IoFailed, Words::tr("The system's keychain failed."), job.errorString()};
    }
}

std::unexpected<Error> noAnswer()
{
    return failure(TimedOut,
        Words::tr("The system's keychain did not answer. Look for a window in which it asks for its password."));
}

/// Ends with the job, which deletes itself, or at the time-out, after which its end is ignored.
template <class Job, class Take>
auto run(Job *job, std::chrono::milliseconds timeout, Take take) -> Task<std::invoke_result_t<Take, Job &>>
{
    using R = Result<std::invoke_result_t<Take, Job &>>;
    OneShot<R> answer;
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [answer]() mutable { answer.resolve(noAnswer()); });
    QObject::connect(job, &QKeychain::Job::finished, &timer, [answer, job, take]() mutable {
        if (job->error() != QKeychain::NoError)
            return answer.resolve(std::unexpected(errorOf(*job)));
        if constexpr (std::is_void_v<typename R::value_type>) {
            take(*job);
            answer.resolve(R());
        } else {
            answer.resolve(R(take(*job)));
        }
    });
    timer.start(timeout);
    job->start();
    co_return co_await answer;
}

void nothing(const QKeychain::Job &) { }

} // namespace

Keychain::Keychain(QString service, std::chrono::milliseconds timeout)
    : m_service(std::move(service)),
      m_timeout(timeout)
{ }

Task<Secret> Keychain::read(QString name)
{
    auto *job = new QKeychain::ReadPasswordJob(m_service);
    job->setKey(name);
    return run(job, m_timeout, [](const QKeychain::ReadPasswordJob &done) { return Secret(done.binaryData()); });
}

Task<void> Keychain::write(QString name, Secret secret)
{
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setKey(name);
    job->setBinaryData(secret.reveal().toByteArray());
    return run(job, m_timeout, nothing);
}

Task<void> Keychain::remove(QString name)
{
    auto *job = new QKeychain::DeletePasswordJob(m_service);
    job->setKey(name);
    return run(job, m_timeout, nothing);
}

} // namespace pilothouse
