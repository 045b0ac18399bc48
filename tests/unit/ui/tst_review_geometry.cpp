#include "ui/review/review_geometry.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace pilothouse;

namespace {

/// Files whose lines all came; the edits are made up, the texts count.
class MadeUpSource final : public ReviewSource {
public:
    [[nodiscard]] Task<std::shared_ptr<const LineDiff>> lines(FileChange change) override
    {
        co_return Result<std::shared_ptr<const LineDiff>>(files.at(change.path()));
    }
    [[nodiscard]] Task<QByteArray> content(ObjectId, qint64) override { co_return Result<QByteArray>(QByteArray()); }
    std::map<QByteArray, std::shared_ptr<const LineDiff>> files;
};

std::shared_ptr<const LineDiff> randomFile(QRandomGenerator &random)
{
    LineDiff diff;
    int line = random.bounded(30);
    for (int i = random.bounded(1, 6); i > 0; --i) {
        const int removed = random.bounded(1, 5);
        diff.edits.push_back({line, removed, line, removed});
        line += removed + random.bounded(1, 40);
    }
    diff.before = diff.after = std::make_shared<TextLines>(QByteArray("x\n").repeated(line + 20));
    return std::make_shared<LineDiff>(std::move(diff));
}

} // namespace

class TestReviewGeometry final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sumsAreThoseOfAList();
    void rowsLieWhereAListOfThemPutsThem();
};

void TestReviewGeometry::sumsAreThoseOfAList()
{
    QRandomGenerator random(3);
    for (const int size : {0, 1, 2, 3, 7, 8, 100, 1000}) {
        std::vector<qint64> heights;
        for (int i = 0; i < size; ++i)
            heights.push_back(random.bounded(1, 50));
        HeightIndex index;
        index.reset(heights);
        for (int step = 0; step < 50 && size > 0; ++step) {
            const int changed = random.bounded(size);
            heights[size_t(changed)] = random.bounded(1, 50);
            index.set(changed, heights[size_t(changed)]);
            qint64 sum = 0;
            for (int i = 0; i < size; ++i) {
                QCOMPARE(index.before(i), sum);
                QCOMPARE(index.indexAt(sum), i);
                sum += heights[size_t(i)];
                QCOMPARE(index.indexAt(sum - 1), i);
            }
            QCOMPARE(index.total(), sum);
        }
        QCOMPARE(index.indexAt(1'000'000), size - 1);
    }
}

void TestReviewGeometry::rowsLieWhereAListOfThemPutsThem()
{
    QRandomGenerator random(4);
    for (int round = 0; round < 30; ++round) {
        MadeUpSource source;
        auto set = std::make_shared<ChangeSet>();
        for (int i = random.bounded(1, 8); i > 0; --i) {
            FileChange change;
            change.oldPath = change.newPath = "file" + QByteArray::number(i);
            change.oldBlob = ObjectId(QStringLiteral("a"));
            change.newBlob = ObjectId(QStringLiteral("b"));
            change.binary = i % 5 == 4;
            source.files[change.newPath] = randomFile(random);
            set->files.append(change);
        }
        ReviewDocument document(source);
        document.setMode(round % 2 == 0 ? DiffMode::Unified : DiffMode::Split);
        document.setChanges(set);
        ReviewGeometry geometry(document);
        const RowHeights heights{10, 23, 40, 7};
        geometry.reset(heights);
        std::map<RowPlace, int> wraps;
        std::vector<LineRoom> rooms;
        const auto roomBelow = [&](RowPlace place) {
            int height = 0;
            for (const LineRoom &room : rooms) {
                if (document.fileOf(room.path) != place.file || document.isCollapsed(place.file))
                    continue;
                int row = RowPlace::Header;
                if (room.line >= 0) {
                    row = document.lines(place.file) ? document.rows(place.file).rowOf(room.side, room.line) : -2;
                    if (row < 0 || document.rows(place.file).at(row).kind == FileRow::Kind::Gap)
                        row = -2;
                }
                height += row == place.row ? room.height : 0;
            }
            return height;
        };
        for (int step = 0; step < 25; ++step) {
            const int file = random.bounded(document.fileCount());
            const int rows = geometry.rowCount(file);
            if (random.bounded(3) == 0) {
                rooms.clear();
                for (int i = random.bounded(6); i > 0; --i)
                    rooms.push_back({i, document.change(random.bounded(document.fileCount())).path(),
                        random.bounded(2) ? ReviewSide::Old : ReviewSide::New, random.bounded(-1, 60),
                        random.bounded(1, 90)});
                geometry.setRooms(rooms);
            }
            if (!rooms.empty() && random.bounded(3) == 0) {
                LineRoom &room = rooms[size_t(random.bounded(static_cast<int>(rooms.size())))];
                room.height = random.bounded(1, 90);
                geometry.setRoomHeight(room.id, room.height);
            }
            if (random.bounded(3) == 0) {
                document.setCollapsed(file, !document.isCollapsed(file));
                geometry.updateFile(file);
                std::erase_if(wraps, [file](const auto &wrap) { return wrap.first.file == file; });
            } else if (random.bounded(2) == 0 && document.lines(file)) {
                document.expandContext(file, random.bounded(static_cast<int>(document.lines(file)->edits.size()) + 1),
                    static_cast<ExpandContext>(random.bounded(3)));
                geometry.updateFile(file);
                std::erase_if(wraps, [file](const auto &wrap) { return wrap.first.file == file; });
            } else if (rows > 0 && !geometry.hasBlock(file)) {
                const RowPlace place{file, random.bounded(rows)};
                if (document.rows(file).at(place.row).kind != FileRow::Kind::Gap) {
                    wraps[place] = random.bounded(1, 5);
                    geometry.setVisualLines(place, wraps[place]);
                }
            }
            qint64 y = 0;
            std::optional<RowPlace> place = RowPlace{0, RowPlace::Header};
            std::optional<RowPlace> above;
            for (; place; place = geometry.next(*place)) {
                int height = heights.header;
                if (place->row != RowPlace::Header && geometry.hasBlock(place->file))
                    height = geometry.heightOf(*place) - heights.fileGap - roomBelow(*place);
                else if (place->row != RowPlace::Header
                    && document.rows(place->file).at(place->row).kind == FileRow::Kind::Gap)
                    height = heights.gap;
                else if (place->row != RowPlace::Header)
                    height = heights.line * (wraps.contains(*place) ? wraps[*place] : 1);
                height += roomBelow(*place);
                int told = 0;
                for (const LineRoom &room : geometry.roomsBelow(*place))
                    told += room.height;
                QCOMPARE(told, roomBelow(*place));
                if (place->row + 1 == geometry.rowCount(place->file))
                    height += heights.fileGap;
                QCOMPARE(geometry.topOf(*place), y);
                QCOMPARE(geometry.heightOf(*place), height);
                QCOMPARE(geometry.placeAt(y), *place);
                QCOMPARE(geometry.placeAt(y + height - 1), *place);
                QCOMPARE(geometry.previous(*place), above);
                above = place;
                y += height;
            }
            QCOMPARE(geometry.total(), y);
        }
    }
}

QTEST_GUILESS_MAIN(TestReviewGeometry)
#include "tst_review_geometry.moc"
