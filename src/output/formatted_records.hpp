#pragma once

#include <utility>

#include "output/record_consumer.hpp"
#include "output/record_format.hpp"
#include "output/record_writer.hpp"

namespace trawl::output {

/// Writes what a format makes of each record.
///
/// Lifetime    `where` must outlive it.
class formatted_records final : public record_consumer {
public:
    formatted_records(record_format how, record_writer& where) : how_(std::move(how)), where_(where) {}

    void take(const fetch::report&, const std::string& record) override { where_.add(how_.apply(record)); }
    [[nodiscard]] async::awaitable<void> room() override { return where_.room(); }

private:
    record_format how_;
    record_writer& where_;
};

}  // namespace trawl::output
