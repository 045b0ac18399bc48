#pragma once

#include <QObject>
#include <QTranslator>

namespace pilothouse {

/// The language of the window, changed while it is open. Catalogues are in the program under ":/i18n".
class Language final : public QObject {
    Q_OBJECT

public:
    struct Choice {
        QString code; ///< "en", "de"; empty: the system's.
        QString name; ///< In that language itself.
    };

    using QObject::QObject;
    [[nodiscard]] static std::vector<Choice> choices();
    [[nodiscard]] const QString &code() const { return m_code; }
    /// Every widget gets QEvent::LanguageChange. English is in the sources, but for its plurals.
    void use(const QString &code);

private:
    QString m_code;
    QTranslator m_plurals; ///< English ones, below everything else.
    QTranslator m_texts;
    QTranslator m_qtTexts; ///< Qt's own: file dialog, standard buttons.
};

} // namespace pilothouse
