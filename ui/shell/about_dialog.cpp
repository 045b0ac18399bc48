#include "ui/shell/about_dialog.h"

#include "ui/controls/controls.h"
#include "ui/theme/app_sign.h"

#include <QBoxLayout>

namespace pilothouse {

AboutDialog::AboutDialog(const Theme &theme, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About Pilothouse"));
    setModal(true);
    auto *sign = new QLabel(this);
    sign->setPixmap(appSign(64, devicePixelRatio()));
    sign->setAlignment(Qt::AlignCenter);
    const auto line = [&](TypeRole role, Tone tone, const QString &text) {
        auto *label = new TextLabel(theme, role, tone, text, this);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        return label;
    };
    QPushButton *close = makeButton(QStringLiteral("aboutClose"), tr("Close"), ButtonKind::Secondary, this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(40, grid::Four, 40, grid::Three);
    layout->setSpacing(grid::One);
    layout->addWidget(sign);
    layout->addWidget(line(TypeRole::Display, Tone::Text, QStringLiteral("Pilothouse")));
    layout->addWidget(line(TypeRole::Body, Tone::TextMuted, tr("Version %1").arg(QStringLiteral(PILOTHOUSE_VERSION))));
    layout->addSpacing(grid::One);
    layout->addWidget(
        line(TypeRole::Body, Tone::Text, tr("Runs AI coding agents in containers and makes their review fast.")));
    layout->addWidget(line(TypeRole::Small, Tone::TextMuted,
        tr("Free software under the Apache License 2.0. Made with Qt %1, libgit2, SQLite, KSyntaxHighlighting, md4c, "
           "llhttp, libarchive, Zstandard, OpenSSL and QtKeychain.")
            .arg(QString::fromLatin1(qVersion()))));
    layout->addSpacing(grid::Two);
    layout->addWidget(close, 0, Qt::AlignHCenter);
    setFixedWidth(420);
}

} // namespace pilothouse
