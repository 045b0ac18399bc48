#include "runner/guest/program/workspace/seeding.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace pilothouse::guest {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view AgentConfig =
    "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
    "[user]\n\tname = Agent\n\temail = agent@pilothouse.invalid\n";

bool isBranchName(std::string_view name)
{
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'
            || c == '.' || c == '/';
    };
    return !name.empty() && name.size() < 200 && std::ranges::all_of(name, good) && !name.contains("..")
        && !name.contains("//") && !name.contains("/.") && !name.starts_with('.') && !name.starts_with('-')
        && !name.starts_with('/') && !name.ends_with('/') && !name.ends_with('.') && !name.ends_with(".lock")
        && !name.contains(".lock/");
}

/// The agent's repository is ordinary: it may do with it what it likes, we never read it again.
bool writeAgentRepository(const GitStore &store, const Seed &request)
{
    const std::string git = store.place().workTree + "/.git";
    std::error_code error;
    const fs::path branch = git + "/refs/heads/" + request.branch;
    for (const fs::path &folder : {fs::path(git + "/objects/info"), fs::path(git + "/objects/pack"),
             fs::path(git + "/info"), fs::path(git + "/refs/tags"), branch.parent_path()}) {
        fs::create_directories(folder, error);
        if (error)
            return false;
    }
    if (fs::exists(store.path("shallow"), error))
        fs::copy_file(store.path("shallow"), git + "/shallow", fs::copy_options::overwrite_existing, error);
    // The checkout's index knows the files as they are: `git status` reads none of them again.
    fs::copy_file(store.path("index"), git + "/index", fs::copy_options::overwrite_existing, error);
    return !error && writeFileWhole(git + "/config", AgentConfig) && writeFileWhole(git + "/info/exclude", "")
        && writeFileWhole(git + "/objects/info/alternates", request.objects + "\n")
        && writeFileWhole(branch, request.base + "\n")
        && writeFileWhole(git + "/HEAD", "ref: refs/heads/" + request.branch + "\n");
}

} // namespace

std::string seedProblem(const Seed &request)
{
    if (!isObjectId(request.base) || !std::ranges::all_of(request.shallow, isObjectId))
        return "not a commit's name";
    if (!request.objects.starts_with('/') || request.objects.contains('\n') || request.objects.size() > 4000)
        return "not an absolute path";
    if (!isBranchName(request.branch))
        return "not a branch's name";
    std::error_code error;
    return fs::is_directory(request.objects, error) ? "" : "the base store is not mounted at " + request.objects;
}

bool hasAgentRepository(const GitStore &store, const Seed &request)
{
    const std::string alternates = store.place().workTree + "/.git/objects/info/alternates";
    std::error_code error;
    if (!fs::is_regular_file(fs::symlink_status(alternates, error)))
        return false;
    std::ifstream file(alternates);
    std::string line;
    return std::getline(file, line) && line == request.objects;
}

bool isEmptyFolder(const std::string &path)
{
    std::error_code error;
    fs::directory_iterator entry(path, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        if (entry->path().filename() != "lost+found")
            return false;
    }
    return !error;
}

Response seedWorkspace(GitStore &store, const Seed &request)
{
    for (const std::vector<std::string> &step :
        {std::vector<std::string>{"read-tree", "--reset", request.base}, {"checkout-index", "-a", "-f", "-u", "-q"}}) {
        const GitOutcome outcome = runGit(store.place(), step);
        if (!outcome.isGood())
            return {outcome.failure, outcome.text};
    }
    if (!writeAgentRepository(store, request))
        return {Failure::Io, "the repository in the workspace could not be written"};
    return {};
}

Response restoreFiles(GitStore &store, const TreeNode &target,
    const std::map<std::string, std::pair<unsigned, std::string>> &present, const std::string &treeish)
{
    std::map<std::string, const TreeNode *> wanted;
    const auto collect = [&wanted](const auto &self, const TreeNode &folder, const std::string &path) -> void {
        for (const auto &[name, node] : folder.children) {
            if (node.isFolder())
                self(self, node, path + name + "/");
            else
                wanted.emplace(path + name, &node);
        }
    };
    collect(collect, target, {});
    std::error_code error;
    const fs::path root = store.place().workTree;
    for (const auto &[path, object] : present) {
        if (wanted.contains(path) || object.first == 0160000)
            continue;
        fs::remove(root / path, error);
        // A folder that held only this goes with it, as a checkout would leave it.
        for (fs::path folder = fs::path(path).parent_path();
            !folder.empty() && fs::remove(root / folder, error) && !error; folder = folder.parent_path()) { }
    }
    std::string changed;
    for (const auto &[path, node] : wanted) {
        const auto is = present.find(path);
        if (!node->isSubmodule() && (is == present.end() || is->second != std::pair(node->mode, node->oid)))
            changed += path + '\0';
    }
    const std::string index = store.path("restore-index");
    fs::remove(index, error);
    GitOutcome outcome = runGit(store.place(), {"read-tree", treeish}, {}, index);
    if (outcome.isGood())
        outcome = runGit(store.place(), {"checkout-index", "-f", "-q", "-z", "--stdin"}, changed, index);
    fs::remove(index, error);
    return {outcome.failure, outcome.isGood() ? std::string() : outcome.text};
}

} // namespace pilothouse::guest
