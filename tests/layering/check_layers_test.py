"""The checker finds what is planted, and nothing in a tree that is right."""

import pathlib
import tempfile
import unittest

import check_layers

GOOD = {
    "src/url/CMakeLists.txt": "trawl_library(url\n  SOURCES url.cpp\n  LINKS trawl::base\n  PUBLIC_HEADERS http/url.hpp)\n",
    "src/client/CMakeLists.txt": "trawl_library(client PUBLIC_HEADERS http/session.hpp http/response.hpp HEAVY x.cpp)\n",
    "include/trawl/http/url.hpp": "#include <string>\n",
    "include/trawl/http/session.hpp": '#include "trawl/http/url.hpp"\n',
    "include/trawl/http/response.hpp": "#pragma once\n",
    "src/base/text.hpp": "#include <vector>\n#include <boost/asio/post.hpp>\n",
    "src/url/url.cpp": '#include "trawl/http/url.hpp"\n\n#include "base/text.hpp"\n',
    "src/net/head_parser.cpp": "#include <boost/beast/http/basic_parser.hpp>\n",
    "src/client/session.cpp": '#include "trawl/http/session.hpp"\n#include "net/pool.hpp"  // not detached\n',
    "src/main.cpp": '#include "app/run.hpp"\n',
}


def violations(**planted):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in (GOOD | planted.get("files", {})).items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return list(check_layers.check(root))


class Layers(unittest.TestCase):
    def assert_found(self, name, text, expected):
        found = violations(files={name: text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(name + ":"), found)
        self.assertIn(expected, found[0])

    def test_a_good_tree_has_no_violation(self):
        self.assertEqual(violations(), [])

    def test_an_upward_include_is_found(self):
        self.assert_found("src/base/bad.hpp", '#pragma once\n#include "url/host.hpp"\n', "stands above it (url)")

    def test_an_upward_include_in_angle_brackets_is_found(self):
        self.assert_found("src/net/bad.cpp", "#  include <fetch/engine.hpp>\n", "stands above it (fetch)")

    def test_a_public_header_stands_where_its_body_does(self):
        self.assert_found("src/net/bad.hpp", '#include "trawl/http/session.hpp"\n', "stands above it (client)")

    def test_a_public_header_must_not_include_upward(self):
        self.assert_found("include/trawl/http/url.hpp", '#include "trawl/http/response.hpp"\n', "stands above it (client)")

    def test_a_public_header_of_no_library_is_found(self):
        self.assert_found("include/trawl/http/lost.hpp", "#pragma once\n", "belongs to no floor")

    def test_a_folder_of_no_floor_is_found(self):
        self.assert_found("src/utils/bad.hpp", "#pragma once\n", "belongs to no floor")

    def test_confined_headers_are_found_elsewhere(self):
        for header in ("boost/beast/http.hpp", "boost/asio/ssl/stream.hpp", "openssl/evp.h", "CLI/CLI.hpp", "spdlog/spdlog.h"):
            with self.subTest(header):
                self.assert_found("src/app/bad.cpp", f"#include <{header}>\n", "is confined to")

    def test_confined_headers_are_found_in_headers(self):
        self.assert_found("src/net/bad.hpp", "#include <openssl/ssl.h>\n", "is confined to")

    def test_a_detached_task_is_found(self):
        self.assert_found("src/app/bad.cpp", "co_spawn(executor, work(), boost::asio::detached);\n", "without an owner")


if __name__ == "__main__":
    unittest.main()
