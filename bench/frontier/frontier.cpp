// What the frontier of a crawl costs: see README.md.

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "crawl/frontier.hpp"
#include "crawl/judge.hpp"
#include "crawl/page.hpp"
#include "crawl/url_key.hpp"
#include "files/folder.hpp"

namespace {

using namespace trawl;
using clock_type = std::chrono::steady_clock;

constexpr std::uint64_t host_count = 1000;
constexpr std::uint64_t links_of_page = 20;
constexpr std::uint64_t new_of_page = 6;

// Without digits.
std::string words_of(std::uint64_t number) {
    std::string text;
    for (; number > 0; number /= 26) {
        text += static_cast<char>('a' + number % 26);
    }
    return text;
}

// Of four kinds of sites; what traps are counted by is another thing at each.
std::string url_text(std::uint64_t number) {
    const std::string site = "https://www" + std::to_string(number % host_count) + ".example.org/";
    const std::string within = std::to_string(number);
    switch (number % 4) {
        case 0:
            return site + "articles/section-" + std::to_string(number / host_count % 97) + "/some-title-of-a-page-" +
                   within + ".html";
        case 1:
            return site + "forum/viewtopic.php?f=" + std::to_string(number / host_count % 97) + "&topic=" + within;
        case 2:
            return site + "encyclopedia/an-article-without-any-number-" + words_of(number) + ".html";
        default:
            return site + "2024/05/the-number-stands-by-a-word-" + words_of(number) + "-7?from=front-page";
    }
}

http::url url_of(std::uint64_t number) {
    return http::parse_url(url_text(number)).value();
}

std::uint64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    statm >> size >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::uint64_t bytes_in(const std::filesystem::path& folder) {
    std::uint64_t sum = 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
        sum += each.is_regular_file() ? each.file_size() : 0;
    }
    return sum;
}

double seconds_since(clock_type::time_point start) {
    return std::chrono::duration<double>(clock_type::now() - start).count();
}

/// A crawl of a site that is made up, in a folder.
class made_up_crawl {
public:
    made_up_crawl(async::executor loop, const std::filesystem::path& folder)
        : state_(loop, files::folder::open_or_create(folder).value(), {},
                 [](const std::string& why) {
                     std::fprintf(stderr, "%s\n", why.c_str());
                     std::exit(1);
                 }),
          judge_(rules()),
          frontier_(state_, judge_, settings()) {
        frontier_.add_seed(url_of(0));
        frontier_.start();
    }

    async::awaitable<void> grow_to(std::uint64_t count) {
        while (next_ < count) {
            auto given = co_await frontier_.next();
            fetch::report told(std::move(*given));
            answer(told);
            frontier_.settled(told);
        }
        co_await state_.flush(false);
    }

    [[nodiscard]] const crawl::frontier_counts& counts() const { return frontier_.counts(); }
    [[nodiscard]] std::uint64_t links() const { return links_; }

private:
    static crawl::judge_settings rules() {
        crawl::judge_settings made;
        made.scope = crawl::scope::any;
        made.traps.numbers = 0;
        return made;
    }

    static crawl::frontier_settings settings() {
        crawl::frontier_settings made;
        made.key_of = [](const http::url& where) { return crawl::fingerprint(crawl::normal_form(where, {})); };
        return made;
    }

    void answer(fetch::report& told) {
        auto made = std::make_shared<crawl::page>(*told.what.target);
        made->status = 200;
        made->size = 20'000;
        made->media_type = "text/html";
        const std::uint64_t page = ++pages_;
        for (std::size_t i = 0; i < sizeof(page); ++i) {
            made->sha256[i] = static_cast<unsigned char>(page * 0x9E3779B97F4A7C15U >> (8 * i));
        }
        for (std::uint64_t i = 0; i < links_of_page; ++i) {
            html::found_link link;
            link.target = i < new_of_page ? url_of(next_++) : url_of(page * 7919 * i % next_);
            made->links.push_back(std::move(link));
        }
        links_ += links_of_page;
        told.started = std::chrono::system_clock::now();
        told.how = fetch::fetched{};
        told.product = std::move(made);
    }

    crawl::state state_;
    crawl::judge judge_;
    crawl::crawl_frontier frontier_;
    std::uint64_t next_ = 1;
    std::uint64_t pages_ = 0;
    std::uint64_t links_ = 0;
};

void run(boost::asio::io_context& loop, async::awaitable<void> what) {
    boost::asio::co_spawn(loop, std::move(what), [](const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    });
    loop.run();
    loop.restart();
}

void measure(const std::filesystem::path& folder, const std::vector<std::uint64_t>& counts) {
    boost::asio::io_context loop(1);
    made_up_crawl crawl(loop.get_executor(), folder);
    const std::uint64_t before = resident_bytes();
    const double cpu = cpu_seconds();
    const auto start = clock_type::now();
    std::printf("%10s %9s %10s %10s %11s %10s %7s %11s\n", "URLs", "pages", "URLs/s", "links/s", "CPU us/URL",
                "RSS MiB", "B/URL", "disk B/URL");
    for (const std::uint64_t count : counts) {
        run(loop, crawl.grow_to(count));
        const double took = seconds_since(start);
        const auto known = static_cast<double>(crawl.counts().known);
        std::printf("%10.0f %9llu %10.0f %10.0f %11.1f %10.1f %7.1f %11.1f\n", known,
                    static_cast<unsigned long long>(crawl.counts().pages), known / took,
                    static_cast<double>(crawl.links()) / took, (cpu_seconds() - cpu) * 1e6 / known,
                    static_cast<double>(resident_bytes()) / (1 << 20),
                    static_cast<double>(resident_bytes() - before) / known,
                    static_cast<double>(bytes_in(folder)) / known);
        std::fflush(stdout);
    }
}

void measure_resume(const std::filesystem::path& folder) {
    boost::asio::io_context loop(1);
    const auto start = clock_type::now();
    const made_up_crawl crawl(loop.get_executor(), folder);
    std::printf("resume: %llu URLs in %.1f s, RSS %.1f MiB\n", static_cast<unsigned long long>(crawl.counts().known),
                seconds_since(start), static_cast<double>(resident_bytes()) / (1 << 20));
}

}  // namespace

int main(int count, char** arguments) {
    // In a process of its own, the resumption has the memory that it takes itself.
    if (count == 3 && std::string(arguments[1]) == "--resume") {
        measure_resume(arguments[2]);
        return 0;
    }
    std::vector<std::uint64_t> counts;
    for (int i = 1; i < count; ++i) {
        counts.push_back(std::strtoull(arguments[i], nullptr, 10));
    }
    if (counts.empty()) {
        counts = {500'000, 1'000'000, 2'000'000};
    }
    std::string folder = (std::filesystem::temp_directory_path() / "bench-frontier-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        std::perror("mkdtemp");
        return 1;
    }
    measure(folder, counts);
    const int status = std::system((std::string(arguments[0]) + " --resume " + folder).c_str());
    std::filesystem::remove_all(folder);
    return status == 0 ? 0 : 1;
}
