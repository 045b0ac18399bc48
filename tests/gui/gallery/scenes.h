#pragma once

#include "ui/theme/theme.h"

#include <QSize>
#include <QString>

#include <functional>
#include <vector>

class QWidget;

namespace pilothouse {

/// A view in one state.
struct Scene {
    QString name;
    QSize size;
    std::function<QWidget *(Theme &)> make;
};

[[nodiscard]] std::vector<Scene> attemptScenes();
[[nodiscard]] std::vector<Scene> partScenes();
[[nodiscard]] std::vector<Scene> reviewScenes();
[[nodiscard]] std::vector<Scene> usageScenes();
[[nodiscard]] std::vector<Scene> windowScenes();

} // namespace pilothouse
