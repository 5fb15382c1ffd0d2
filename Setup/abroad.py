"""The countries around France as GeoJSON: outlines of Natural Earth, cut to what the map shows first and thinned.

    abroad.py COUNTRIES.shp COUNTRIES.dbf OUT.json
"""
import json, struct, sys

# West, south, east, north: around France, Guyane and the Antilles.
WINDOWS = [(-13, 38, 19, 56), (-64, -1, -47, 19)]
TOLERANCE = 0.04
SMALLEST = 0.02


def rows(path):
    """What the table says of each outline, in the order of the outlines."""
    with open(path, "rb") as file:
        count, start, length = struct.unpack("<4xIHH20x", file.read(32))
        fields, offset = {}, 1
        while (head := file.read(32))[0] != 13 and len(head) == 32:
            fields[head[:11].rstrip(b"\0").decode()] = (offset, offset + head[16])
            offset += head[16]
        file.seek(start)
        for _ in range(count):
            row = file.read(length)
            yield {name: row[a:b].decode("utf-8", "replace").strip("\0 ") for name, (a, b) in fields.items()}


def outlines(path):
    with open(path, "rb") as file:
        file.seek(100)
        while head := file.read(8):
            body = file.read(struct.unpack(">4xI", head)[0] * 2)
            if struct.unpack_from("<I", body)[0] != 5:
                yield []
                continue
            parts, points = struct.unpack_from("<II", body, 36)
            starts = [*struct.unpack_from(f"<{parts}I", body, 44), points]
            flat = struct.unpack_from(f"<{points * 2}d", body, 44 + 4 * parts)
            yield [[(flat[2 * i], flat[2 * i + 1]) for i in range(a, b)] for a, b in zip(starts, starts[1:])]


def cut(ring, window):
    """What of the ring lies in the window, edge by edge of it."""
    for axis, limit, sign in ((0, window[0], 1), (0, window[2], -1), (1, window[1], 1), (1, window[3], -1)):
        kept = []
        for a, b in zip([ring[-1], *ring] if ring else [], ring):
            inside_a, inside_b = sign * (a[axis] - limit) >= 0, sign * (b[axis] - limit) >= 0
            if inside_a != inside_b:
                t = (limit - a[axis]) / (b[axis] - a[axis])
                kept.append(tuple(a[i] + t * (b[i] - a[i]) for i in (0, 1)))
            if inside_b:
                kept.append(b)
        ring = kept
    return ring


def thin(line):
    """Douglas and Peucker: a point stays where the line would be off by more than the tolerance without it."""
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5

        def off(i):
            x, y = line[i]
            return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / long if long else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5

        far = max(range(first + 1, last), key=off, default=None)
        if far is not None and off(far) > TOLERANCE:
            keep.add(far)
            todo += [(first, far), (far, last)]
    return [line[i] for i in sorted(keep)]


def area(ring):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))) / 2


def main(shapes, table, out):
    polygons = []
    for row, rings in zip(rows(table), outlines(shapes)):
        # France has outlines of its own, and finer ones.
        if row["ADM0_A3"] == "FRA":
            continue
        for window in WINDOWS:
            for ring in rings:
                piece = cut(ring, window)
                if len(piece) > 3 and area(piece) > SMALLEST:
                    line = thin([*piece, piece[0]])
                    if len(line) > 3:
                        polygons.append([[[round(x, 2), round(y, 2)] for x, y in line]])
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"type": "MultiPolygon", "coordinates": polygons}, file, separators=(",", ":"))


main(*sys.argv[1:])
