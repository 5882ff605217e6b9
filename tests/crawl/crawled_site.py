"""A site with whatever a crawler meets, and a real nginx on 127.0.0.1 that serves it.

    with Site(folder, pages=10000) as site: ...      site.url, site.expected, site.asked()

`expected` is what a polite crawl of the seed's host asks for, each once: the targets of its requests, robots.txt apart. Everything else that
the pages name (denied, out of scope, hidden, endless) must stay unasked. Trap sections are endless: they are expected as far as the budgets in
`BUDGETS` go.
"""

import collections
import gzip
import pathlib
import socket
import subprocess
import sys
import time

Asked = collections.namedtuple("Asked", "start status method target host")

# The limits of the traps that the tests give to the program, by option.
BUDGETS = {
    "trap-repeats": 3,  # as many times a segment may not come in a row
    "trap-numbers": 30,  # URLs that are the same but for their numbers
    "trap-queries": 40,  # queries of one path
    "trap-sessions": 2,  # session ids of one URL
}

FILLER = " ".join("word%03d" % (number * 37 % 1000) for number in range(260))


def page(title, body, head=""):
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>\n'
            f"<body><h1>{title}</h1>\n{body}\n<p>{title}: {FILLER}</p></body></html>\n")


def anchors(targets):
    return "\n".join(f'<a href="{target}">to {number}</a>' for number, target in enumerate(targets))


def letters(number):
    """A name without digits: pages that differ in numbers alone have a budget."""
    text = ""
    while number >= 0:
        number, digit = divmod(number, 26)
        text, number = chr(97 + digit) + text, number - 1
    return text


class Content:
    """The files, the locations, and what a crawl must ask for."""

    def __init__(self, root, pages):
        self.root, self.expected, self.entries, self.locations = root, set(), [], []
        self.sitemap_texts = []
        for section in (self.links, self.robots, self.redirects, self.variants, self.copies, self.head_words, self.charsets, self.sitemaps,
                        self.errors, self.strange, self.traps):
            section()
        self.tree(pages)
        self.add("/", page("The site", anchors(self.entries)))

    def file(self, target, text):
        place = self.root / target.lstrip("/")
        if target.endswith("/"):
            place = place / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())

    def add(self, target, text, linked=False):
        """A file that must be asked for; `linked`: from the first page."""
        self.file(target, text)
        self.expect(target, linked)

    def expect(self, target, linked=False):
        self.expected.add(target)
        if linked:
            self.entries.append(target)

    def hide(self, target, text="this must not be asked for", linked=True):
        """A file that must not be asked for, though a page names it."""
        self.file(target, text)
        if linked:
            self.entries.append(target)

    def location(self, where, lines):
        self.locations.append(f"location {where} {{ {lines} }}")

    def links(self):
        """Every way to name a page, and what looks like one and is none."""
        self.add("/links/", page("Links", """
<a href="anchor.html">a</a> <map><area href="area.html"></map> <iframe src="frame.html"></iframe>
<a href=" spaced.html\n">blanks around</a> <a href='single.html'>'</a> <a href=bare.html>bare</a> <A HREF="CASE.html">case</A>
<a href="ent.html?a=1&amp;b=2">reference</a> <a href="../links/./dots/../dotted.html">dots</a>
<a href="//127.0.0.1:@PORT@/links/same-scheme.html">//</a> <a href="?query-only">query</a>
<noscript><a href="noscript.html">noscript</a></noscript>
<!-- <a href="/hidden/comment.html">comment</a> --> <template><a href="/hidden/template.html">t</a></template>
<script>document.write('<a href="/hidden/script.html">s</a>')</script> <textarea><a href="/hidden/textarea.html">t</a></textarea>
<style>p::before { content: '<a href="/hidden/style.html">' }</style> <title><a href="/hidden/title.html"></title>
<form action="/hidden/form"><input name=q></form> <form method=post action="/hidden/post"></form>
<a href="mailto:a@example.org">m</a> <a href="javascript:void(0)">j</a> <a href="data:text/html,x">d</a> <a href="tel:1">t</a> <a href="ftp://127.0.0.1/x">f</a>
<a href="http://elsewhere.invalid/">off the site</a> <a href="http://127.0.0.1:1/">another port</a> <a href="#part">fragment</a> <a href="">itself</a>
<a href="#">itself too</a> <a>none</a> <a href="http://[bad">bad</a> <a name="part">part</a>
""", head='<link rel="canonical" href="/links/canonical.html"><link rel="alternate" hreflang="de" href="/links/de.html">'
              '<link rel="next" href="/links/next.html">'), linked=True)
        for name in ("anchor", "area", "frame", "spaced", "single", "bare", "CASE", "dotted", "same-scheme", "noscript", "canonical", "de", "next"):
            self.add(f"/links/{name}.html", page(f"Link {name}", ""))
        self.file("/links/ent.html", page("Reference", ""))
        self.expect("/links/ent.html?a=1&b=2")
        self.file("/links/index.html", (self.root / "links/index.html").read_bytes())
        self.expect("/links/?query-only")
        for name in ("comment", "template", "script", "textarea", "style", "title", "form", "post"):
            self.hide(f"/hidden/{name}.html", linked=False)
        self.add("/base/", page("Base", anchors(["one.html"]) + '<base href="/hidden/second/">', head='<base href="/based/">'), linked=True)
        self.add("/based/one.html", page("Behind a base", ""))
        self.add("/refresh.html", page("Refresh", "", head='<meta http-equiv="refresh" content="5; URL=\'/refreshed.html\'">'), linked=True)
        self.add("/refreshed.html", page("Refreshed", ""))
        self.add("/fields.html", page("Fields", ""), linked=True)
        self.location("= /fields.html", "add_header Link '</linked.html>; rel=\"next\"';")
        self.add("/linked.html", page("Of a field", ""))

    def robots(self):
        rules = ["User-agent: other", "Disallow: /", "", "User-agent: *", "Disallow: /private/", "Allow: /private/public/", "Disallow: /*.secret$",
                 "Disallow: /search?*q=", "Disallow: /%7Ejoe/", "Allow: /equal", "Disallow: /equal", "Crawl-delay: 0",
                 "Sitemap: http://127.0.0.1:@PORT@/maps/index.xml"]
        self.file("/robots.txt", "\ufeff" + "\r\n".join(rules) + "\r\n")
        self.hide("/private/page.html")
        self.add("/private/public/page.html", page("Allowed again", ""), linked=True)
        self.hide("/files/a.secret")
        self.add("/files/a.secret.html", page("No secret", ""), linked=True)
        self.hide("/~joe/")
        self.file("/search", page("Search", ""))
        self.entries.append("/search?a=1&q=2")
        self.location("= /search", "default_type text/html;")
        self.expect("/search?a=1", linked=True)
        self.add("/equal.html", page("A tie", ""), linked=True)

    def redirects(self):
        for source, target, status in (("/r/one", "/r/two", 301), ("/r/two", "/r/three", 302), ("/r/three", "/r/end.html", 307), ("/r/loop-a", "/r/loop-b", 302),
                                       ("/r/loop-b", "/r/loop-a", 302), ("/r/out", "http://elsewhere.invalid/x", 302), ("/r/denied", "/private/page.html", 302)):
            self.location(f"= {source}", f"return {status} {target};")
            self.expect(source)
        self.entries += ["/r/one", "/r/loop-a", "/r/out", "/r/denied"]
        self.add("/r/end.html", page("The end of redirects", ""))

    def variants(self):
        """One page, many spellings: asked for once, as it was found first."""
        self.add("/variant/page~1.html", page("Variants", ""))
        self.add("/variants.html", page("To the variants", anchors(
            ["/variant/page~1.html", "/variant/page%7E1.html", "/variant/page%7e1.html", "/variant/./page~1.html", "/variant/x/../page~1.html",
             "HTTP://127.0.0.1:@PORT@/variant/page~1.html", "/variant/page~1.html#one", "/variant/page~1.html#two", "/variant/page~1.html?"])), linked=True)

    def copies(self):
        """The same content under two names: asked for twice, its links followed once (they are the same, relative to another folder)."""
        text = page("A copy", anchors(["deeper.html"]))
        self.add("/copy/one/", text, linked=True)
        self.add("/copy/two/", text)
        self.add("/to-the-copy.html", page("To the copy", anchors(["/copy/two/"])))
        self.add("/copy/one/deeper.html", page("Deeper", anchors(["/to-the-copy.html"])))
        self.hide("/copy/two/deeper.html", linked=False)

    def head_words(self):
        self.add("/words/nofollow.html", page("Nofollow", anchors(["/hidden/nofollow.html"]), head='<meta name="robots" content="noindex, NOFOLLOW">'), linked=True)
        self.add("/words/field.html", page("X-Robots-Tag", anchors(["/hidden/tag.html"])), linked=True)
        self.location("= /words/field.html", "add_header X-Robots-Tag 'nofollow';")
        self.add("/words/other-agent.html", page("X-Robots-Tag", anchors(["/words/followed.html"])), linked=True)
        self.location("= /words/other-agent.html", "add_header X-Robots-Tag 'otherbot: nofollow';")
        self.add("/words/followed.html", page("Followed", '<a rel="external NoFollow" href="/hidden/rel.html">no</a>'))
        for name in ("nofollow", "tag", "rel"):
            self.hide(f"/hidden/{name}.html", linked=False)

    def charsets(self):
        cyrillic = "\u0441\u0442\u0440\u0430\u043d\u0438\u0446\u0430"
        body = anchors([f"{cyrillic}.html"])
        for name, charset, mark in (("declared", "windows-1251", True), ("wide", "utf-16", False), ("field", "koi8-r", False)):
            head = f'<meta charset="{charset}">' if mark else ""
            text = f"<!DOCTYPE html><html><head>{head}<title>{cyrillic}</title></head><body>{body}{name}</body></html>"
            self.add(f"/charset/{name}/", text.encode(charset), linked=True)
            self.file(f"/charset/{name}/{cyrillic}.html", page("Cyrillic " + name, ""))
            self.expect(f"/charset/{name}/" + "".join("%%%02X" % byte for byte in cyrillic.encode()) + ".html")
        self.location("/charset/field/", "charset koi8-r; source_charset koi8-r; override_charset on;")
        self.location("/charset/", "charset off;")

    def sitemaps(self):
        def urls(names):
            return ('<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
                    + "".join(f"<url><loc>\n http://127.0.0.1:@PORT@{name}</loc><lastmod>2026-01-01</lastmod></url>" for name in names) + "</urlset>\n")

        def mapped(name):
            self.add(f"/mapped/{name}.html", page(f"Only in a sitemap: {name}", ""))
            return f"/mapped/{name}.html"

        self.add("/maps/index.xml", '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "".join(
            f"<sitemap><loc>http://127.0.0.1:@PORT@/maps/{name}</loc></sitemap>" for name in ("plain.xml", "packed.xml.gz", "list.txt", "feed.rss", "feed.atom")) + "</sitemapindex>")
        self.add("/maps/plain.xml", urls([mapped("plain"), "/private/page.html"]))
        self.sitemap_texts.append(("/maps/packed.xml.gz", urls([mapped("packed")])))
        self.expect("/maps/packed.xml.gz")
        self.add("/maps/list.txt", f"http://127.0.0.1:@PORT@{mapped('text')}\n")
        self.add("/maps/feed.rss", f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><link>http://127.0.0.1:@PORT@{mapped("rss")}</link></item></channel></rss>')
        self.add("/maps/feed.atom", f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://127.0.0.1:@PORT@{mapped("atom")}"/></entry></feed>')

    def errors(self):
        self.expect("/missing.html", linked=True)
        for name, status in (("gone", 410), ("forbidden", 403)):
            self.location(f"= /errors/{name}", f"default_type text/html; return {status} '<a href=/hidden/error.html>x</a>';")
            self.expect(f"/errors/{name}", linked=True)
        self.hide("/hidden/error.html", linked=False)

    def strange(self):
        self.add("/strange/unclosed.html", "<html><body><a href=found.html>x</a><div><p><!-- <a href=/hidden/unclosed.html>", linked=True)
        self.add("/strange/found.html", page("Found", ""))
        self.add("/strange/nested.html", "<div>" * 50000 + "<a href=nested-end.html>x</a>", linked=True)
        self.add("/strange/nested-end.html", page("The end of nesting", ""))
        self.add("/strange/many-attributes.html", "<a " + " ".join(f"a{number}=1" for number in range(20000)) + " href=attributes-end.html>x</a>", linked=True)
        self.add("/strange/attributes-end.html", page("The end of attributes", ""))
        self.add("/strange/empty.html", "", linked=True)
        self.add("/strange/text.txt", "http://127.0.0.1:@PORT@/hidden/text.html", linked=True)
        self.hide("/hidden/unclosed.html", linked=False)
        self.hide("/hidden/text.html", linked=False)

    def traps(self):
        """Endless in nginx; each is taken as far as its budget goes."""
        self.location("/trap/deeper/", "default_type text/html; return 200 '<a href=\"again/\">deeper $uri</a>';")
        path = "/trap/deeper/"
        for _ in range(BUDGETS["trap-repeats"]):
            self.expect(path)
            path += "again/"
        self.entries.append("/trap/deeper/")
        self.location("~ ^/trap/count/(?<front>[0-9]*)(?<last>[0-9])$",
                      "default_type text/html; return 200 'count <a href=\"/trap/count/$front$next_digit\">$uri</a>';")
        number = 1
        for _ in range(BUDGETS["trap-numbers"]):
            self.expect(f"/trap/count/{number}")
            number = number + 1 if number % 10 != 9 else number * 10
        self.entries.append("/trap/count/1")
        self.location("= /trap/session.php", "default_type text/html; return 200 'session $request_id <a href=\"/trap/session.php?sid=$request_id\">again</a>';")
        self.expect("/trap/session.php", linked=True)
        self.location("= /trap/facets", "default_type text/html; return 200 'facets $request_id <a href=\"/trap/facets?x=${arg_x}b\">more</a>';")
        self.expect("/trap/facets", linked=True)

    def tree(self, pages):
        """Ordinary pages, ten below each, until there are as many 2xx pages as asked for."""
        others = [target for target in self.expected if not target.startswith(("/r/", "/missing", "/errors/"))] + ["/r/end.html", "/"]
        endless = BUDGETS["trap-sessions"] + BUDGETS["trap-queries"]
        count = pages - len(others) - endless
        names = [f"/tree/{letters(number)}.html" for number in range(count)]
        for number, name in enumerate(names):
            below = names[number * 10 + 1:number * 10 + 11]
            beside = [names[(number * 7 + 3) % count], names[(number * 13 + 1) % count], "/", "/links/"]
            self.add(name, page(f"Page {number}", anchors(below + beside)))
        self.entries.append(names[0])


class Site:
    """Serves the content; its log says which start of a program asked for what (X-Start of the request)."""

    def __init__(self, place, pages=10000, lines=""):
        self.place, self.log_read = pathlib.Path(place), 0
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        root = self.place / "www"
        content = Content(root, pages)
        self.expected = content.expected
        for name in [name for name in root.rglob("*") if name.is_file()]:
            text = name.read_bytes()
            if b"@PORT@" in text:
                name.write_bytes(text.replace(b"@PORT@", str(self.port).encode()))
        for target, text in content.sitemap_texts:
            (root / target.lstrip("/")).write_bytes(gzip.compress(text.replace("@PORT@", str(self.port)).encode()))
        locations = "\n".join(content.locations)
        (self.place / "nginx.conf").write_text(f"""
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{ worker_connections 512; }}
http {{
  log_format asked '$http_x_start $status $request_method $request_uri $http_host';
  access_log {self.place}/access.log asked;
  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
  types {{ text/html html; text/xml xml; text/plain txt; application/rss+xml rss; application/atom+xml atom; application/gzip gz; text/css css; image/png png; }}
  keepalive_requests 100000; absolute_redirect off; merge_slashes off;
  map $last $next_digit {{ 0 1; 1 2; 2 3; 3 4; 4 5; 5 6; 6 7; 7 8; 8 9; 9 90; }}
  {lines}
  server {{ listen 127.0.0.1:{self.port}; root {root};
{locations}
  }}
}}
""")
        self.child = subprocess.Popen(["nginx", "-p", self.place, "-c", "nginx.conf", "-e", "error.log"], stderr=subprocess.DEVNULL)
        while not (self.place / "nginx.pid").exists():
            if self.child.poll() is not None:
                sys.exit("nginx does not start: " + (self.place / "error.log").read_text())
            time.sleep(0.01)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()

    def asked(self):
        """What was asked for since the last call; nginx writes a line when it has sent the reply."""
        with open(self.place / "access.log", encoding="latin-1") as log:
            log.seek(self.log_read)
            text = log.read()
            text = text[:text.rfind("\n") + 1]
            self.log_read += len(text.encode("latin-1"))
        return [Asked(*line.split(" ", 4)) for line in text.splitlines()]


def endless(target):
    """Where a target is one of those that no list can name, the section that it belongs to."""
    return next((name for name in ("/trap/session.php?sid=", "/trap/facets?x=") if target.startswith(name)), None)


def difference(site, asked):
    """What was asked for and should not have been, or twice, or not at all; a line each, the first few."""
    counts = collections.Counter(one.target for one in asked if one.target != "/robots.txt")
    found = collections.Counter(endless(target) for target in counts if endless(target))
    budgets = {"/trap/session.php?sid=": BUDGETS["trap-sessions"], "/trap/facets?x=": BUDGETS["trap-queries"]}
    wrong = [f"asked for {found[name]} of {name}*, not {budget}" for name, budget in budgets.items() if found[name] != budget]
    named = {target for target in counts if not endless(target)}
    for title, targets in (("not asked for", site.expected - named), ("asked for, and should not be", named - site.expected),
                           ("asked for more than once", {target for target, count in counts.items() if count > 1}),
                           ("another host", {one.host for one in asked if one.host != f"127.0.0.1:{site.port}"})):
        wrong += [f"{title}: {target}" for target in sorted(targets)[:8]]
        wrong += [f"{title}: {len(targets)} in all"] if len(targets) > 8 else []
    return wrong
