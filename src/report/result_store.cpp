#include "report/result_store.hpp"

#include <cassert>
#include <optional>
#include <stdexcept>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "files/descriptor.hpp"
#include "files/folder.hpp"
#include "files/unnamed_file.hpp"
#include "output/record_writer.hpp"

namespace trawl::report {

namespace {

using check::standing;

constexpr std::size_t window_size = std::size_t{128} << 10;

files::descriptor make_file(const std::string& folder) {
    const auto fail = [&folder](boost::system::error_code why) {
        throw boost::system::system_error(why, "cannot make a file in " + folder);
    };
    const auto where = files::folder::open_or_create(folder);
    if (!where) {
        fail(where.error());
    }
    auto made = files::make_unnamed_file(*where);
    if (!made) {
        fail(made.error());
    }
    return std::move(*made);
}

// Which of two runs of a check is told of.
int rank_of(standing how) noexcept {
    switch (how) {
        case standing::not_run:
            return 0;
        case standing::passed:
            return 1;
        case standing::flaky:
            return 2;
        case standing::skipped:
            return 3;
        default:
            return 4;
    }
}

bool is_any(standing /*how*/) noexcept {
    return true;
}

/// How a check has ended and where its line begins, in 8 bytes.
class kept_line {
public:
    kept_line() noexcept = default;
    kept_line(standing how, std::uint64_t offset) noexcept
        : bits_((static_cast<std::uint64_t>(how) + 1) << offset_bits | offset) {}

    [[nodiscard]] bool is_there() const noexcept { return bits_ != 0; }
    [[nodiscard]] standing how() const noexcept { return static_cast<standing>((bits_ >> offset_bits) - 1); }
    [[nodiscard]] std::uint64_t offset() const noexcept { return bits_ & ((std::uint64_t{1} << offset_bits) - 1); }

private:
    static constexpr unsigned offset_bits = 61;
    std::uint64_t bits_ = 0;
};

struct run_counts {
    std::uint32_t runs = 0;
    std::uint32_t failed = 0;
    std::uint32_t flaky = 0;
    std::uint32_t skipped = 0;

    void add(standing how) noexcept {
        runs += how != standing::skipped && how != standing::not_run ? 1 : 0;
        failed += how == standing::failed || how == standing::error ? 1 : 0;
        flaky += how == standing::flaky ? 1 : 0;
        skipped += how == standing::skipped ? 1 : 0;
    }
};

/// Lines of a file, from places that lie near each other.
class line_reader {
public:
    explicit line_reader(int file) noexcept : file_(file) {}

    /// nullopt: it does not reach that far. The line lives until the next call.
    std::optional<std::string_view> read(std::uint64_t offset) {
        if (offset < begin_ || offset >= begin_ + window_.size()) {
            begin_ = offset;
            window_.clear();
        }
        while (true) {
            const std::size_t from = offset - begin_;
            if (const std::size_t end = window_.find('\n', from); end != std::string::npos) {
                return std::string_view(window_).substr(from, end + 1 - from);
            }
            window_.erase(0, from);
            begin_ = offset;
            if (!read_more()) {
                return std::nullopt;
            }
        }
    }

private:
    bool read_more() {
        const std::size_t had = window_.size();
        window_.resize(had + window_size);
        const ssize_t got = ::pread(file_, window_.data() + had, window_size, static_cast<off_t>(begin_ + had));
        if (got < 0) {
            throw std::runtime_error("cannot read the results back: " + files::last_error().message());
        }
        window_.resize(had + static_cast<std::size_t>(got));
        return got > 0;
    }

    int file_;
    std::uint64_t begin_ = 0;
    std::string window_;
};

}  // namespace

class result_store::impl {
public:
    impl(async::executor loop, const std::string& folder, bool is_repeated, error_handler on_error)
        : is_repeated_(is_repeated), on_error_(std::move(on_error)), file_(make_file(folder)) {
        writer_.emplace(std::move(loop), "/proc/self/fd/" + std::to_string(file_.fd()),
                        [this](boost::system::error_code why) { lose(why); });
    }

    [[nodiscard]] bool wants(std::uint64_t number, standing how) const noexcept {
        const kept_line had = number <= kept_.size() ? kept_[number - 1] : kept_line();
        return !had.is_there() || rank_of(how) > rank_of(had.how());
    }

    void add(std::uint64_t number, standing how, std::string_view line) {
        assert(number > 0 && writer_);
        if (number > kept_.size()) {
            kept_.resize(number);
            runs_.resize(is_repeated_ ? number : 0);
        }
        if (is_repeated_) {
            runs_[number - 1].add(how);
        }
        if (!wants(number, how)) {
            return;
        }
        assert(line.ends_with('\n'));
        kept_line& had = kept_[number - 1];
        if (had.is_there()) {
            --counts_[static_cast<std::size_t>(had.how())];
        }
        ++counts_[static_cast<std::size_t>(how)];
        had = kept_line(how, end_);
        end_ += line.size();
        writer_->add(line);
    }

    async::awaitable<void> room() { return writer_->room(); }

    void close() {
        writer_.reset();
        struct stat about {};
        if (::fstat(file_.fd(), &about) != 0 || static_cast<std::uint64_t>(about.st_size) < end_) {
            lose(boost::system::errc::make_error_code(boost::system::errc::io_error));
        }
    }

    [[nodiscard]] const std::array<std::uint64_t, 6>& counts() const noexcept { return counts_; }

    template <class Wants>
    void walk(const Wants& wants, const std::function<void(const check_record&)>& take) const {
        each(wants, [&](std::size_t index, std::string_view line) {
            check_record what = read_check_line(line);
            if (is_repeated_) {
                what.runs = runs_[index].runs;
                what.failed_runs = runs_[index].failed;
                what.flaky_runs = runs_[index].flaky;
                what.skipped_runs = runs_[index].skipped;
            }
            take(what);
        });
    }

    template <class Wants, class Take>
    void each(const Wants& wants, const Take& take) const {
        assert(!writer_);
        line_reader lines(file_.fd());
        for (std::size_t index = 0; index < kept_.size(); ++index) {
            if (!kept_[index].is_there() || !wants(kept_[index].how())) {
                continue;
            }
            if (const auto line = lines.read(kept_[index].offset())) {
                take(index, *line);
            }
        }
    }

private:
    void lose(boost::system::error_code why) {
        if (!std::exchange(has_failed_, true)) {
            on_error_(why);
        }
    }

    bool is_repeated_;
    bool has_failed_ = false;
    error_handler on_error_;
    files::descriptor file_;
    std::uint64_t end_ = 0;
    std::vector<kept_line> kept_;   // by number
    std::vector<run_counts> runs_;  // by number, if they are repeated
    std::array<std::uint64_t, 6> counts_{};
    std::optional<output::record_writer> writer_;
};

result_store::result_store(async::executor loop, const std::string& folder, bool is_repeated, error_handler on_error)
    : impl_(std::make_unique<impl>(std::move(loop), folder, is_repeated, std::move(on_error))) {
}

result_store::~result_store() = default;

bool result_store::wants(std::uint64_t number, standing how) const noexcept {
    return impl_->wants(number, how);
}

void result_store::add(std::uint64_t number, standing how, std::string_view line) {
    impl_->add(number, how, line);
}

async::awaitable<void> result_store::room() {
    return impl_->room();
}

void result_store::close() {
    impl_->close();
}

const std::array<std::uint64_t, 6>& result_store::counts() const noexcept {
    return impl_->counts();
}

void result_store::walk(const std::function<void(const check_record&)>& take) const {
    impl_->walk(&is_any, take);
}

void result_store::walk_not_passed(const std::function<void(const check_record&)>& take) const {
    impl_->walk([](standing how) { return how != standing::passed; }, take);
}

void result_store::each_line(const std::function<void(std::string_view line)>& take) const {
    impl_->each(&is_any, [&take](std::size_t, std::string_view line) { take(line); });
}

}  // namespace trawl::report
