#pragma once

#include "ui/review/review_document.h"

#include <QCache>
#include <QImage>
#include <QSet>

#include <array>

namespace pilothouse {

/// How two pictures are shown together.
enum class PictureManner { SideBySide, Overlaid, Swipe, Difference };
inline constexpr std::array PictureManners{
    PictureManner::SideBySide, PictureManner::Overlaid, PictureManner::Swipe, PictureManner::Difference};

/// The two pictures of a file that is an image, in whatever form they could be had.
struct PicturePair {
    struct Side {
        QImage image; ///< Null when there is none to show.
        QSize size; ///< Of the picture in the file, which the image may be smaller than.
        QString failure; ///< Why there is none, when there should be.
    };
    Side before;
    Side after;
    QImage difference; ///< Of both, where both are there: pixels that differ stand out.
    double differing = 0; ///< Of the pixels of `difference`, in percent.
    bool complete = false;
};

/// A picture from bytes of a file: only PNG, JPEG, GIF, WebP and BMP, known by content, and within limits of pixels and
/// memory; made smaller when it is larger than a screen. Any thread.
[[nodiscard]] PicturePair::Side decodePicture(const QByteArray &bytes);

/// Fills in the difference of two pictures, each in the middle of the larger size. Any thread.
void comparePictures(PicturePair &pair);

/// Loads and decodes pictures off the GUI thread when they are looked at, and forgets those that were not for long.
class ReviewPictures final : public QObject {
    Q_OBJECT

public:
    ReviewPictures(ReviewSource &source, QObject *parent = nullptr);

    /// Null until they are there; asks for them then.
    [[nodiscard]] const PicturePair *pair(const FileChange &change);

Q_SIGNALS:
    void arrived();

private:
    void load(const FileChange &change, ReviewSide side, PicturePair so);

    ReviewSource &m_source;
    QCache<QByteArray, PicturePair> m_pairs; ///< By both blobs; cost in kilobytes.
    QSet<QByteArray> m_asked;
};

} // namespace pilothouse
