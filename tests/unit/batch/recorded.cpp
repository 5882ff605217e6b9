#include "support/temp_dir.hpp"

#include "recorded.hpp"

#include <sys/stat.h>

#include "files/sha256.hpp"

namespace trawl::batch::test {

journal_row finished_row(const std::filesystem::path& folder, const std::string& name, std::string_view text,
                         std::uint64_t number) {
    trawl::test::write_file(folder / name, text);
    struct stat found {};
    (void)::stat((folder / name).c_str(), &found);
    files::sha256 hash;
    hash.update(text);
    journal_row row;
    row.name = name;
    row.url = "http://host/" + name;
    row.number = number;
    row.outcome = "ok";
    row.status = 200;
    row.size = text.size();
    row.modified = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
    row.sha256 = hash.finish();
    return row;
}

journal_row failed_row(const std::string& name, const std::string& url, std::uint64_t number) {
    journal_row row;
    row.name = name;
    row.url = url;
    row.number = number;
    row.outcome = "http_error";
    row.status = 500;
    return row;
}

}  // namespace trawl::batch::test
