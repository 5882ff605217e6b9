#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "fetch/attempter.hpp"
#include "fetch/body_reader.hpp"
#include "fetch/fetch_means.hpp"
#include "fetch/resume.hpp"
#include "fetch/split_download.hpp"
#include "files/download.hpp"

namespace trawl::fetch {

/// One attempt under way: asks, goes on with what an earlier one left if the reply is of the same version, starts again
/// if it is not, and gives the file its name.
///
/// Cancelling  `run` leaves what came as it is; `leave` keeps it.
/// Lifetime    What it is given must live as long.
class fetching {
public:
    fetching(const fetch_means& with, report& told, traffic& lane);

    /// `host_pause` and `made_progress` are told apart.
    [[nodiscard]] async::awaitable<attempt_result> run();

    /// What came is kept to be gone on with, as far as it can be: after `run` was cancelled. Not to be cancelled itself.
    [[nodiscard]] async::awaitable<void> leave();

    /// As in `attempt_result`, once `run` has ended.
    [[nodiscard]] std::optional<std::chrono::milliseconds> host_pause() const noexcept { return host_pause_; }
    [[nodiscard]] bool made_progress() const noexcept { return made_progress_; }

private:
    [[nodiscard]] bool may_resume() const;
    async::awaitable<attempt_result> resume();
    [[nodiscard]] bool is_conditional() const;
    [[nodiscard]] bool is_from_elsewhere() const;
    async::awaitable<void> find_part();
    async::awaitable<attempt_result> ask();
    [[nodiscard]] http::request request() const;
    async::awaitable<attempt_result> act_on(http::response reply);
    async::awaitable<attempt_result> act_on_range(http::response reply);
    async::awaitable<attempt_result> start_again(bool may_split);

    async::awaitable<attempt_result> take_whole(http::response reply);
    async::awaitable<attempt_result> go_on(http::response reply);
    async::awaitable<attempt_result> take_what_is_there(std::uint64_t total);
    async::awaitable<attempt_result> stand();
    async::awaitable<attempt_result> refuse(http::response reply);

    async::awaitable<attempt_result> read(http::response reply, const files::segment* missing);
    async::awaitable<attempt_result> read_ranges(http::response reply, bool is_whole);
    async::awaitable<attempt_result> conclude(body_end how);
    async::awaitable<attempt_result> commit();
    async::awaitable<attempt_result> fail(http::error why);
    async::awaitable<attempt_result> fail_write(boost::system::error_code why);
    async::awaitable<attempt_result> refuse_size(std::uint64_t size);
    async::awaitable<attempt_result> refuse_total();
    async::awaitable<void> park();
    async::awaitable<void> drop();

    void prepare_file(const http::response& reply);
    void describe(const http::response& reply);
    [[nodiscard]] bool plan_ranges(const http::response& reply);
    void identify();
    void note_name(const http::headers& reply);
    async::awaitable<std::string> claim_name();
    [[nodiscard]] std::string claimed_name();
    async::awaitable<void> at_names(std::function<void()> what) const;
    [[nodiscard]] bool may_replace(const std::string& given) const;
    async::awaitable<boost::system::result<files::stored>> take_next_name(std::string taken);
    [[nodiscard]] const char* obstacle_to_ranges(const http::response& reply) const;
    void tell_obstacle(const char* why);
    [[nodiscard]] bool names_digest() const;
    void recall_digests();
    [[nodiscard]] bool is_over_limit(std::uint64_t total) const;
    [[nodiscard]] bool came_too_much() const;
    [[nodiscard]] attempt_result dropped() const;
    [[nodiscard]] attempt_result mismatch(std::string detail) const;
    [[nodiscard]] const job& what() const noexcept { return told_.what; }

    const fetch_means& with_;
    report& told_;
    traffic& lane_;
    std::optional<files::download> file_;
    bool may_split_;

    // What an earlier attempt left, and what is asked for to go on with it.
    std::optional<files::part_state> part_;
    trust trust_ = trust::none;
    wanted_range asked_;
    std::uint64_t kept_before_ = 0;

    // What the file under way is a part of, with the segments that it comes in; nullopt: it cannot be gone on with.
    std::optional<files::part_state> about_;
    bool is_identified_ = false;
    std::uint64_t gone_on_from_ = 0;

    files::expectations must_;
    std::string suggested_name_;
    std::optional<std::chrono::milliseconds> host_pause_;
    bool made_progress_ = false;
    std::optional<body_reader> reader_;
};

}  // namespace trawl::fetch
