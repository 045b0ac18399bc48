#pragma once

#include "runner/guest/program/workspace/git.h"

#include <map>

namespace pilothouse::guest {

/// A folder or file of a commit's tree.
struct TreeNode {
    unsigned mode = 0;
    std::string oid;
    std::map<std::string, TreeNode, std::less<>> children;

    [[nodiscard]] bool isFolder() const { return mode == 040000; }
    [[nodiscard]] bool isSubmodule() const { return mode == 0160000; }
};

/// The guest's own bare git directory. It holds what snapshots add and borrows the rest from the base store. Processes
/// in the sandbox can spoil it; it is then made anew.
class GitStore {
public:
    explicit GitStore(GitPlace place);

    /// Makes the directory as it has to be, over whatever is there. `objects` is the base store's folder; `shallow`
    /// lists the commits whose parents it does not have.
    [[nodiscard]] bool create(const std::string &objects, const std::vector<std::string> &shallow);
    /// Removes everything.
    void remove();

    /// A ref below refs/pilothouse; empty when there is none.
    [[nodiscard]] std::string ref(const std::string &name) const;
    [[nodiscard]] bool setRef(const std::string &name, const std::string &oid);

    /// The tree of a commit or tree, with everything below it.
    [[nodiscard]] std::optional<TreeNode> readTree(const std::string &treeish);

    /// The names of the objects with the content of open files (regular or memory files of ours); `keep` stores them,
    /// too. Empty when git failed.
    [[nodiscard]] std::optional<std::vector<std::string>> hashFiles(const std::vector<int> &files, bool keep);
    /// Stores a tree of these entries (name → mode and object).
    [[nodiscard]] std::optional<std::string> writeTree(
        const std::map<std::string, std::pair<unsigned, std::string>> &entries);
    [[nodiscard]] std::optional<std::string> writeCommit(
        const std::string &tree, const std::string &parent, const std::string &text);

    [[nodiscard]] const GitPlace &place() const { return m_place; }
    [[nodiscard]] std::string path(const std::string &name) const { return m_place.gitDirectory + "/" + name; }
    /// Ends the git processes that wait for work.
    void rest();

private:
    GitPlace m_place;
    GitServer m_hash;
    GitServer m_keep;
    GitServer m_trees;
    GitServer m_commits;
};

/// Writes a small file in whole or not at all.
[[nodiscard]] bool writeFileWhole(const std::string &path, std::string_view content, unsigned mode = 0644);
/// At most `limit` bytes of a regular file, no link followed in the last place; empty when it cannot be read.
[[nodiscard]] std::optional<std::string> readSmallFile(int folder, const std::string &name, std::size_t limit);

} // namespace pilothouse::guest
