#include "output/csv.hpp"

#include "base/printable.hpp"

namespace trawl::output {

void append_csv_field(std::string& out, std::string_view text) {
    const std::string shown = base::printable(text);
    if (shown.find_first_of(",\"") == std::string::npos) {
        out += shown;
        return;
    }
    out += '"';
    for (const char each : shown) {
        out.append(each == '"' ? 2 : 1, each);
    }
    out += '"';
}

}  // namespace trawl::output
