#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "files/buffer.hpp"
#include "files/transfer.hpp"

namespace trawl::files {

/// One thing for a writing thread to do.
struct operation {
    enum class kind { find, write, commit, park, discard };

    std::shared_ptr<transfer> of;
    kind what = kind::write;
    buffer piece;                     ///< of a `write`
    std::uint64_t offset = 0;         ///< where it goes, or `part_file::append`
    boost::system::error_code error;  ///< how it ended
};

/// What stands behind a `writer`: operations go in batches from the loop to the threads, and come back in batches.
///
/// Threads     The loop's, save where a private function says otherwise.
class write_queue : public std::enable_shared_from_this<write_queue> {
public:
    write_queue(async::executor loop, unsigned threads);
    write_queue(const write_queue&) = delete;
    write_queue& operator=(const write_queue&) = delete;
    ~write_queue();

    [[nodiscard]] buffer_pool& buffers() noexcept { return buffers_; }
    [[nodiscard]] const async::executor& loop() const noexcept { return loop_; }

    /// Which thread the next file goes to.
    [[nodiscard]] std::size_t next_lane() noexcept;

    /// The thread for what takes long and is no writing: reading a big file again, bringing it to the disk.
    [[nodiscard]] std::size_t slow_lane();

    /// Whether so much is in hand that a file should wait for all of its own.
    [[nodiscard]] bool is_crowded() const noexcept;

    /// Hands an operation over when the loop has gone once through what is ready; operations of a file are done in
    /// order. After `close` it is done at once.
    void submit(operation next);

    /// Waits for all that was submitted, and ends the threads.
    void close();

private:
    /// A thread and its mail.
    struct lane {
        std::vector<operation> pending;  ///< not yet handed over; the loop's
        std::mutex mutex;
        std::condition_variable has_mail;
        std::vector<operation> incoming;
        async::executor home;  ///< keeps the loop at work until what is incoming has been delivered
        bool is_closing = false;
        std::thread thread;
    };

    void add_lane();
    void hand_over();
    void collect();
    void complete(operation& done);
    void run(lane& mine);                            // on the lane's thread
    void deliver(std::vector<operation>& finished);  // on a lane's thread

    async::executor loop_;
    buffer_pool buffers_;
    std::vector<std::unique_ptr<lane>> lanes_;  ///< the slow one is the last, once it was asked for
    const std::size_t writing_lanes_;
    std::size_t last_lane_ = 0;
    bool is_closed_ = false;
    bool is_hand_over_posted_ = false;
    std::size_t bytes_in_flight_ = 0;
    std::vector<operation> collected_;
    std::mutex finished_mutex_;
    std::vector<operation> finished_;
};

}  // namespace trawl::files
