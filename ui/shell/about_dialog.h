#pragma once

#include <QDialog>

namespace pilothouse {

class Theme;

/// Name, version, licence and what the program is made of.
class AboutDialog final : public QDialog {
    Q_OBJECT

public:
    explicit AboutDialog(const Theme &theme, QWidget *parent = nullptr);
};

} // namespace pilothouse
