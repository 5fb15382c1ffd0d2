"""A small town that does not exist, as vector tiles in a PMTiles archive, in the words of either vocabulary."""
import gzip, json, math, random, struct

WIDE, HIGH = 0.06, 0.035
NAMES = ["de la République", "des Lilas", "du Moulin", "de l'Église", "des Tanneurs", "du Marché", "des Acacias", "de la Fontaine", "du Port",
         "des Vignes", "du Château", "de la Gare", "des Écoles", "du Puits", "de la Liberté", "des Remparts", "du Four", "des Prés"]
ROADS = {"protomaps": {
    "motorway": {"kind": "highway", "kind_detail": "motorway"}, "primary": {"kind": "major_road", "kind_detail": "primary"},
    "secondary": {"kind": "major_road", "kind_detail": "tertiary"}, "minor": {"kind": "minor_road", "kind_detail": "residential"},
    "service": {"kind": "minor_road", "kind_detail": "service"}, "path": {"kind": "path", "kind_detail": "footway"}, "rail": {"kind": "rail"}}}
ROADS["openmaptiles"] = {name: {"class": name} for name in ROADS["protomaps"]}
PLACES = {"protomaps": {
    "water": ("water", {"kind": "river"}), "park": ("landuse", {"kind": "park"}), "wood": ("landuse", {"kind": "forest"}),
    "works": ("landuse", {"kind": "industrial"}), "building": ("buildings", {"kind": "building"}), "land": ("earth", {"kind": "earth"}),
    "town": ("places", {"kind": "locality", "kind_detail": "city", "population_rank": 9}), "quarter": ("places", {"kind": "neighbourhood"}),
    "stream": ("water", {"kind": "river"})},
    "openmaptiles": {
    "water": ("water", {"class": "river"}), "park": ("landcover", {"class": "grass"}), "wood": ("landcover", {"class": "wood"}),
    "works": ("landuse", {"class": "industrial"}), "building": ("building", {}), "land": (None, {}),
    "town": ("place", {"class": "city", "rank": 4}), "quarter": ("place", {"class": "suburb", "rank": 12}), "stream": ("waterway", {"class": "river"})}}


def features(lat, lon):
    """What, as which shape, its corners, and its name."""
    dice = random.Random(5)
    at = lambda x, y: (lon + x * WIDE, lat + y * HIGH)
    river = lambda x: 0.28 * math.sin(2.2 * x + 0.4) - 0.05
    steps = [step / 40 for step in range(-48, 49)]
    yield "land", 3, [at(-1.5, -1.5), at(1.5, -1.5), at(1.5, 1.5), at(-1.5, 1.5)], ""
    yield "water", 3, [at(x, river(x) + 0.035) for x in steps] + [at(x, river(x) - 0.035) for x in reversed(steps)], ""
    yield "stream", 2, [at(x, river(x)) for x in steps], "La Belle Rivière"
    for x, y, w, h, what, name in [(-0.55, 0.45, 0.16, 0.2, "park", ""), (0.0, -0.04, 0.035, 0.03, "park", ""),
                                   (0.3, -0.5, 0.12, 0.14, "park", ""), (0.75, 0.65, 0.3, 0.3, "wood", ""), (-0.8, -0.7, 0.2, 0.16, "works", "")]:
        yield what, 3, [at(x - w, y - h), at(x + w, y - h * 0.8), at(x + w * 0.9, y + h), at(x - w * 0.7, y + h * 0.9)], name
    names = iter(NAMES * 9)
    for number in range(-16, 17):
        for across in (False, True):
            place = number / 16 + dice.uniform(-0.012, 0.012)
            what = "secondary" if number % 5 == 0 else "minor"
            word = "Avenue" if what == "secondary" else "Rue"
            line = [(place + 0.03 * math.sin(3 * t + number), t) if across else (t, place * 0.9 + 0.04 * math.sin(2 * t + number)) for t in steps]
            banks = runs(line, lambda here: abs(here[1] - river(here[0])) > 0.05)
            for piece in [line] if what == "secondary" and across else banks:
                yield what, 2, [at(*p) for p in piece], f"{word} {next(names)}"
    yield "primary", 2, [at(0.62 * math.cos(a / 20), 0.72 * math.sin(a / 20)) for a in range(127)], "Boulevard Circulaire"
    yield "primary", 2, [at(t, 0.14 - 0.1 * t) for t in steps], "Avenue de Paris"
    yield "motorway", 2, [at(t, -0.85 + 0.1 * math.sin(2 * t)) for t in steps], "A 99"
    yield "rail", 2, [at(t, 0.82 - 0.06 * t * t) for t in steps], ""
    yield "path", 2, [at(-0.68, 0.3), at(-0.55, 0.45), at(-0.42, 0.6)], "Allée des Tilleuls"
    for column in range(-40, 41):
        for row in range(-40, 41):
            x, y = (column + 0.5) / 40 + dice.uniform(-0.003, 0.003), (row + 0.5) / 40 + dice.uniform(-0.003, 0.003)
            if abs(y - river(x)) > 0.07 and dice.random() < 0.62 and math.hypot(x, y) < 0.95:
                w, h = dice.uniform(0.004, 0.008), dice.uniform(0.004, 0.009)
                yield "building", 3, [at(x - w, y - h), at(x + w, y - h), at(x + w, y + h), at(x - w, y + h)], ""
    yield "town", 1, [at(0.02, 0.03)], "Villeneuve-sur-Rivière"
    for x, y, name in [(-0.4, 0.25, "Vieille Ville"), (0.35, 0.4, "Les Jardins"), (0.2, -0.4, "Faubourg du Port"), (-0.45, -0.45, "La Croix")]:
        yield "quarter", 1, [at(x, y)], name


def varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content if isinstance(content, bytes) else varint(number << 3) + varint(content)


def runs(points, is_kept):
    """The stretches of a line whose corners are kept."""
    found = [[]]
    for here in points:
        if is_kept(here):
            found[-1].append(here)
        elif found[-1]:
            found.append([])
    return [run for run in found if len(run) > 1]


def near(points, low=-1800, high=5900):
    """Of a line, the stretches about the tile."""
    return runs(points, lambda here: low <= here[0] <= high and low <= here[1] <= high)


def clipped(points):
    """An area, to the tile and a little beyond."""
    low, high = -200, 4296
    for axis, edge, keep in [(0, low, 1), (0, high, -1), (1, low, 1), (1, high, -1)]:
        out = []
        for a, b in zip(points, points[1:] + points[:1]):
            if (a[axis] - edge) * keep >= 0:
                out.append(a)
            if (a[axis] - edge) * (b[axis] - edge) < 0:
                t = (edge - a[axis]) / (b[axis] - a[axis])
                out.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        points = out
    return points


def geometry(kind, points):
    zigzag = lambda value: value * 2 if value >= 0 else -value * 2 - 1
    whole = [(round(x), round(y)) for x, y in points]
    if kind == 3 and sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(whole, whole[1:] + whole[:1])) < 0:
        whole.reverse()
    out, last = b"", (0, 0)
    for index, (x, y) in enumerate(whole):
        if index < 2:
            out += varint(1 << 3 | 1 if index == 0 else len(whole) - 1 << 3 | 2)
        out, last = out + varint(zigzag(x - last[0])) + varint(zigzag(y - last[1])), (x, y)
    return out + (varint(15) if kind == 3 else b"")


def layer(name, features):
    keys, values, body = {}, {}, b""
    for kind, shape, tags in features:
        pairs = b"".join(varint(keys.setdefault(k, len(keys))) + varint(values.setdefault(v, len(values))) for k, v in tags.items())
        body += field(2, field(2, pairs) + field(3, kind) + field(4, shape))
    texts = b"".join(field(3, key.encode()) for key in keys)
    texts += b"".join(field(4, field(1, v.encode()) if isinstance(v, str) else field(5, v)) for v in values)
    return field(3, field(15, 2) + field(1, name.encode()) + body + texts + field(5, 4096))


def tile(z, x, y, town, schema):
    layers = {}
    for what, kind, points, name in town:
        spots = [((lon + 180) / 360 * 2**z, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z) for lon, lat in points]
        spots = [((px - x) * 4096, (py - y) * 4096) for px, py in spots]
        if kind == 1 and not all(0 <= c < 4096 for c in spots[0]):
            continue
        shapes = [spots] if kind == 1 else near(spots) if kind == 2 else [clipped(spots)]
        roads = "roads" if schema == "protomaps" else "transportation"
        where, tags = (roads, ROADS[schema][what]) if what in ROADS[schema] else PLACES[schema][what]
        if not where or what == "building" and z < 13:
            continue
        named = tags | ({"name": name} if name else {}) | ({"ref": name} if what == "motorway" else {})
        for shape in shapes:
            if len(shape) >= kind:
                layers.setdefault(where, []).append((kind, geometry(kind, shape), named))
                if where == "transportation" and name:
                    layers.setdefault("transportation_name", []).append((kind, geometry(kind, shape), named))
    return b"".join(layer(name, inside) for name, inside in layers.items())


def tiles(lat, lon, schema, zooms=range(10, 15)):
    town = list(features(lat, lon))
    for z in zooms:
        column = lambda east: int((east + 180) / 360 * 2**z)
        row = lambda north: int((1 - math.asinh(math.tan(math.radians(north))) / math.pi) / 2 * 2**z)
        for x in range(column(lon - WIDE), column(lon + WIDE) + 1):
            for y in range(row(lat + HIGH), row(lat - HIGH) + 1):
                yield (z, x, y), tile(z, x, y, town, schema)


def number(z, x, y):
    found, side = (4**z - 1) // 3, 2**z // 2
    while side:
        east, south = int(x & side > 0), int(y & side > 0)
        found += side * side * (3 * east ^ south)
        x, y = x & side - 1, y & side - 1
        if not south:
            x, y = (side - 1 - y, side - 1 - x) if east else (y, x)
        side //= 2
    return found


def archive(path, lat, lon, schema):
    """Writes the town into a PMTiles archive of version 3."""
    stored = sorted((number(*where), gzip.compress(content)) for where, content in tiles(lat, lon, schema))
    names = {"protomaps": ["earth", "water", "roads", "buildings", "places"], "openmaptiles": ["water", "transportation", "building", "place"]}
    numbers, lengths = [n for n, _ in stored], [len(content) for _, content in stored]
    columns = [[n - last for n, last in zip(numbers, [0] + numbers)], [1] * len(stored), lengths, [1] + [0] * (len(stored) - 1)]
    root = gzip.compress(varint(len(stored)) + b"".join(varint(value) for column in columns for value in column))
    words = {"vector_layers": [{"id": name, "fields": {}} for name in names[schema]],
             "attribution": '<a href="https://www.openstreetmap.org/copyright" target="_blank">© OpenStreetMap</a>'}
    metadata = gzip.compress(json.dumps(words).encode())
    data = b"".join(content for _, content in stored)
    places, start = b"", 127
    for part in (root, metadata, b"", data):
        places, start = places + struct.pack("<QQ", start, len(part)), start + len(part)
    edges = [round(degrees * 1e7) for degrees in (lon - WIDE, lat - HIGH, lon + WIDE, lat + HIGH)]
    head = b"PMTiles\x03" + places + struct.pack("<QQQBBBBBB", len(stored), len(stored), len(stored), 1, 2, 2, 1, 10, 14)
    head += struct.pack("<iiiiBii", *edges, 13, round(lon * 1e7), round(lat * 1e7))
    path.write_bytes(head + root + metadata + data)
