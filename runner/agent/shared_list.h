#pragma once

#include <QtGlobal>

#include <memory>
#include <unordered_set>
#include <vector>

namespace pilothouse {

/// An immutable list of immutable objects that shares its pages with earlier and later versions of itself, so a copy
/// costs a pointer for each page. Made by a SharedListBuilder; may be read by any thread.
template <class T> class SharedList final {
public:
    using Item = std::shared_ptr<const T>;
    using Page = std::vector<Item>;
    static constexpr qsizetype pageSize = 128;

    SharedList() = default;
    SharedList(std::vector<std::shared_ptr<const Page>> pages, qsizetype size) : m_pages(std::move(pages)), m_size(size)
    { }

    [[nodiscard]] qsizetype size() const { return m_size; }
    [[nodiscard]] const Item &at(qsizetype row) const
    {
        return (*m_pages[static_cast<size_t>(row / pageSize)])[static_cast<size_t>(row % pageSize)];
    }

    /// Calls `visit(row)` for each row whose object is not the one in `earlier`, ascending.
    template <class Visit> void visitChanges(const SharedList &earlier, Visit visit) const
    {
        for (size_t page = 0; page < m_pages.size(); ++page) {
            if (page < earlier.m_pages.size() && earlier.m_pages[page] == m_pages[page])
                continue;
            const auto first = static_cast<qsizetype>(page) * pageSize;
            const auto count = static_cast<qsizetype>(m_pages[page]->size());
            for (qsizetype row = first; row < first + count; ++row) {
                if (row >= earlier.m_size || earlier.at(row) != at(row))
                    visit(row);
            }
        }
    }

private:
    std::vector<std::shared_ptr<const Page>> m_pages;
    qsizetype m_size = 0;
};

/// The one writer of a SharedList. What was handed out is never written again: whether a page or an item is still the
/// writer's own is remembered here, not guessed from reference counts that other threads change.
template <class T> class SharedListBuilder final {
public:
    using List = SharedList<T>;

    [[nodiscard]] qsizetype size() const { return m_size; }
    [[nodiscard]] const T &at(qsizetype row) const { return *(*m_pages[page(row)])[slot(row)]; }

    void append(T item)
    {
        if (m_size % List::pageSize == 0) {
            m_pages.push_back(std::make_shared<typename List::Page>());
            m_ownPages.insert(m_pages.size() - 1);
        }
        ownPage(page(m_size)).push_back(std::make_shared<T>(std::move(item)));
        m_ownItems.insert(m_size++);
    }

    /// The item to be changed; copied first when a snapshot has it. Valid until the next call.
    [[nodiscard]] T &edit(qsizetype row)
    {
        auto &item = ownPage(page(row))[slot(row)];
        if (m_ownItems.insert(row).second)
            item = std::make_shared<T>(*item);
        return *std::const_pointer_cast<T>(item);
    }

    [[nodiscard]] List snapshot()
    {
        m_ownPages.clear();
        m_ownItems.clear();
        return List({m_pages.begin(), m_pages.end()}, m_size);
    }

private:
    static size_t page(qsizetype row) { return static_cast<size_t>(row / List::pageSize); }
    static size_t slot(qsizetype row) { return static_cast<size_t>(row % List::pageSize); }

    typename List::Page &ownPage(size_t index)
    {
        if (m_ownPages.insert(index).second)
            m_pages[index] = std::make_shared<typename List::Page>(*m_pages[index]);
        return *m_pages[index];
    }

    std::vector<std::shared_ptr<typename List::Page>> m_pages;
    std::unordered_set<size_t> m_ownPages;
    std::unordered_set<qsizetype> m_ownItems;
    qsizetype m_size = 0;
};

} // namespace pilothouse
