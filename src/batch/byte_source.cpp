#include "batch/byte_source.hpp"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/asio/post.hpp>

#include "base/block_signals.hpp"
#include "fetch/frontier.hpp"
#include "files/descriptor.hpp"
#include "trawl/async/event.hpp"

namespace trawl::batch {

namespace {

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t pieces_ahead = 4;

[[noreturn]] void fail(const std::string& path, boost::system::error_code why) {
    throw fetch::source_error("cannot read " + (path == "-" ? "standard input" : path) + ": " + why.message());
}

files::descriptor open_input(const std::string& path) {
    const int fd = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail(path, files::last_error());
    }
    files::descriptor opened(fd);
    struct stat found {};
    if (::fstat(fd, &found) == 0 && S_ISDIR(found.st_mode)) {
        fail(path, boost::system::errc::make_error_code(boost::system::errc::is_a_directory));
    }
    return opened;
}

}  // namespace

class byte_source::reader : public std::enable_shared_from_this<reader> {
public:
    reader(async::executor loop, const std::string& path)
        : loop_(std::move(loop)), path_(path), input_(open_input(path)), wake_(::eventfd(0, EFD_CLOEXEC)) {}

    void start() {
        thread_ = std::thread([this] { read_all(); });
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            is_stopped_ = true;
        }
        has_room_.notify_one();
        ::eventfd_write(wake_.fd(), 1);
        thread_.join();
    }

    async::awaitable<std::string> next() {
        while (true) {
            arrived_.clear();
            if (auto piece = take()) {
                co_return std::move(*piece);
            }
            co_await arrived_.wait();
        }
    }

private:
    std::optional<std::string> take() {
        const std::lock_guard lock(mutex_);
        if (pieces_.empty()) {
            return std::nullopt;
        }
        if (pieces_.front().empty()) {
            if (failed_) {
                fail(path_, failed_);
            }
            return std::string();  // stays, so that every later call finds the end too
        }
        std::string piece = std::move(pieces_.front());
        pieces_.pop_front();
        has_room_.notify_one();
        return piece;
    }

    void read_all() {
        base::block_signals();
        bool is_end = false;
        while (!is_end) {
            std::string piece = read_piece();
            is_end = piece.empty();
            hand_over(std::move(piece));
        }
    }

    // Empty at the end, on an error, and when stopped.
    std::string read_piece() {
        std::string piece(piece_size, '\0');
        ssize_t got = -1;
        do {
            std::array<pollfd, 2> waited{{{input_.fd(), POLLIN, 0}, {wake_.fd(), POLLIN, 0}}};
            if (::poll(waited.data(), waited.size(), -1) < 0) {
                continue;  // a read may now wait for ever
            }
            if (waited[1].revents != 0) {
                return {};
            }
            got = ::read(input_.fd(), piece.data(), piece.size());
        } while (got < 0 && (errno == EINTR || errno == EAGAIN));
        if (got < 0) {
            failed_ = files::last_error();
        }
        piece.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return piece;
    }

    // Once it is stopped the wake-up makes the next `read_piece` the end.
    void hand_over(std::string piece) {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [this] { return is_stopped_ || pieces_.size() < pieces_ahead; });
        pieces_.push_back(std::move(piece));
        lock.unlock();
        boost::asio::post(loop_, [self = shared_from_this()] { self->arrived_.set(); });
    }

    async::executor loop_;
    std::string path_;
    files::descriptor input_;
    files::descriptor wake_;
    std::mutex mutex_;
    std::condition_variable has_room_;
    std::deque<std::string> pieces_;
    boost::system::error_code failed_;
    bool is_stopped_ = false;
    async::event arrived_;
    std::thread thread_;
};

byte_source::byte_source(async::executor loop, const std::string& path)
    : reader_(std::make_shared<reader>(std::move(loop), path)) {
    reader_->start();
}

byte_source::~byte_source() {
    reader_->stop();
}

async::awaitable<std::string> byte_source::next() {
    return reader_->next();
}

}  // namespace trawl::batch
