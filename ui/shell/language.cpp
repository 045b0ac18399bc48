#include "ui/shell/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace pilothouse {

std::vector<Language::Choice> Language::choices()
{
    return {{QStringLiteral("en"), QStringLiteral("English")}, {QStringLiteral("de"), QStringLiteral("Deutsch")}};
}

void Language::use(const QString &code)
{
    m_code = code;
    const QLocale locale = code.isEmpty() ? QLocale::system() : QLocale(code);
    QLocale::setDefault(locale);
    if (m_plurals.isEmpty() && m_plurals.load(QStringLiteral(":/i18n/pilothouse_en.qm")))
        QCoreApplication::installTranslator(&m_plurals);
    QCoreApplication::removeTranslator(&m_texts);
    QCoreApplication::removeTranslator(&m_qtTexts);
    if (locale.language() == QLocale::English)
        return;
    if (m_qtTexts.load(
            locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qtTexts);
    if (m_texts.load(locale, QStringLiteral("pilothouse"), QStringLiteral("_"), QStringLiteral(":/i18n")))
        QCoreApplication::installTranslator(&m_texts);
}

} // namespace pilothouse
