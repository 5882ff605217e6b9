"""A bar chart as SVG: for each work, what each program took of what its reference took."""

from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP = 760, 80, 70, 64
BAR, GAP, GROUP = 13, 2, 12
COLOURS = {"trawl": "#0b7285", "curl": "#868e96"}
OTHERS = "#ced4da"
FULL = 2.0  # the ratio at the right edge; what is longer is cut, and its figure told


def text(x, y, words, size=12, anchor="start", colour="#212529", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">{escape(words)}</text>')


def place(ratio):
    return LEFT + min(ratio, FULL) / FULL * (WIDTH - LEFT - RIGHT)


def bar(y, name, low, half, high, reference):
    """One program's: as long as the median, with a line from quartile to quartile."""
    colour = COLOURS["trawl"] if name == "trawl" else COLOURS["curl"] if name == reference else OTHERS
    end, middle = place(half), y + BAR / 2
    parts = [f'<rect x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="{BAR}" fill="{colour}"/>']
    if high > low and half < FULL:
        parts.append(f'<path d="M{place(low):.1f} {middle}H{place(high):.1f}" stroke="#212529" stroke-width="1.5"/>')
    bold = "bold" if name == "trawl" else "normal"
    parts.append(text(LEFT - 6, y + BAR - 2.5, name, 11, "end", "#495057", bold))
    parts.append(text(max(end, place(high)) + 5, y + BAR - 2.5, f"{half:.2f}" if half < 10 else f"{half:.0f}", 11, weight=bold))
    return parts


def work(y, title, reference, goal, bars):
    """(the shapes, where the next one begins)"""
    parts = [text(LEFT, y + 10, f"{title} (beside {reference})", 12)]
    y += 16
    top = y
    for name, (low, half, high) in bars:
        parts += bar(y, name, low, half, high, reference)
        y += BAR + GAP
    at = place(goal)
    parts.append(f'<path d="M{at:.1f} {top - 3}V{top + BAR + 3}" stroke="#e8590c" stroke-width="2"/>')
    return parts, y + GROUP


def draw(title, subtitle, groups):
    """`groups`: (title, reference, goal, [(program, (lower quartile, median, upper quartile))])."""
    parts = [text(12, 24, title, 16, weight="bold"), text(12, 44, subtitle, 11, colour="#495057")]
    y, bars = TOP, []
    for group in groups:
        shapes, y = work(y, *group)
        bars += shapes
    for ratio in (0, 0.5, 1, 1.5):
        parts.append(f'<path d="M{place(ratio):.1f} {TOP - 6}V{y}" stroke="{"#868e96" if ratio == 1 else "#dee2e6"}"/>')
        parts.append(text(place(ratio), y + 12, f"{ratio:g}", 11, "middle", "#495057"))
    height = y + 22
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="sans-serif">\n'
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n' + "\n".join(parts + bars) + "\n</svg>\n")
