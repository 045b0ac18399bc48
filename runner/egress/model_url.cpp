#include "runner/egress/model_gateway.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace pilothouse {

namespace {

bool isThisMachine(const QString &host)
{
    // By the literal only: a name that resolves to a loopback address now may resolve to another one later.
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

std::unexpected<Error> invalidUrl(const char *text)
{
    return failure(ModelUrlInvalid, QCoreApplication::translate("pilothouse::ModelGateway", text));
}

} // namespace

Result<QUrl> checkedModelUrl(const QString &text)
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http"))
        return invalidUrl(QT_TRANSLATE_NOOP("pilothouse::ModelGateway",
            "This is not a web address. Write the provider's base URL, such as https://api.example.com/v1."));
    if (!url.userInfo().isEmpty())
        return invalidUrl(QT_TRANSLATE_NOOP("pilothouse::ModelGateway",
            "The URL must not hold a user name or password. Store the key as the provider's key instead."));
    if (url.hasQuery() || url.hasFragment())
        return invalidUrl(QT_TRANSLATE_NOOP(
            "pilothouse::ModelGateway", "The URL must end with its path. Remove what follows ? or #."));
    if (url.scheme() == u"http" && !isThisMachine(url.host()))
        return invalidUrl(QT_TRANSLATE_NOOP("pilothouse::ModelGateway",
            "Prompts and keys would travel unencrypted. Use https, or an endpoint on this machine."));
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}

QString providerKeyName(const QUrl &baseUrl)
{
    const int usual = baseUrl.scheme() == u"http" ? 80 : 443;
    return QStringLiteral("provider/%1://%2:%3")
        .arg(baseUrl.scheme(), baseUrl.host().toLower(), QString::number(baseUrl.port(usual)));
}

} // namespace pilothouse
