#include "unit/check/suite_file.hpp"

#include <utility>

namespace trawl::check::test_suites {

suite_file::suite_file(std::string_view text) : path_((folder_ / "smoke.toml").string()) {
    trawl::test::write_file(path_, text);
}

suite suite_file::load(const suite_inputs& inputs) const {
    return load_suite(path_, inputs);
}

std::string suite_file::errors(const suite_inputs& inputs) const {
    try {
        (void)load(inputs);
    } catch (const suite_error& wrong) {
        std::string told = wrong.what();
        const std::string folder = folder_.path().string() + "/";
        for (auto at = told.find(folder); at != std::string::npos; at = told.find(folder, at)) {
            told.erase(at, folder.size());
        }
        return told;
    }
    return {};
}

std::string names(const suite& of) {
    std::string all;
    for (const auto& each : of.entries) {
        all += (all.empty() ? "" : ", ") + each->name;
    }
    return all;
}

suite_inputs with_environment(expect::variables environment) {
    suite_inputs made;
    made.environment = [known = std::move(environment)](const std::string& name) -> std::optional<std::string> {
        const auto found = known.find(name);
        return found == known.end() ? std::nullopt : std::optional(found->second);
    };
    return made;
}

}  // namespace trawl::check::test_suites
