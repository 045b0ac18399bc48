#include "ui/controls/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace pilothouse::words {

QString elapsed(qint64 milliseconds)
{
    const qint64 seconds = qMax<qint64>(0, milliseconds) / 1000;
    const QLatin1Char zero('0');
    if (seconds < 3600)
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, zero);
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, zero)
        .arg(seconds % 60, 2, 10, zero);
}

QString duration(qint64 milliseconds)
{
    if (milliseconds < 10'000)
        return QCoreApplication::translate("words", "%1 s", "seconds")
            .arg(QLocale().toString(static_cast<double>(qMax<qint64>(0, milliseconds)) / 1000, 'f', 1));
    const qint64 seconds = milliseconds / 1000;
    if (seconds < 60)
        return QCoreApplication::translate("words", "%1 s", "seconds").arg(seconds);
    if (seconds < 3600)
        return QCoreApplication::translate("words", "%1 min %2 s", "minutes and seconds")
            .arg(seconds / 60)
            .arg(seconds % 60);
    return QCoreApplication::translate("words", "%1 h %2 min", "hours and minutes")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60);
}

QString moment(qint64 atMs)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(atMs);
    const QString time = QLocale().toString(at.time(), QLocale::ShortFormat);
    if (at.date() == QDate::currentDate())
        return time;
    return QLocale().toString(at.date(), QLocale::ShortFormat) + QLatin1Char(' ') + time;
}

QString money(double dollars)
{
    return QStringLiteral("$%1").arg(QLocale().toString(dollars, 'f', dollars > 0 && dollars < 0.1 ? 3 : 2));
}

QString count(qint64 number)
{
    if (number < 1000)
        return QLocale().toString(number);
    if (number < 1'000'000)
        return QCoreApplication::translate("words", "%1 k", "thousands")
            .arg(QLocale().toString(static_cast<double>(number) / 1e3, 'f', number < 10'000 ? 1 : 0));
    return QCoreApplication::translate("words", "%1 M", "millions")
        .arg(QLocale().toString(static_cast<double>(number) / 1e6, 'f', 1));
}

} // namespace pilothouse::words
