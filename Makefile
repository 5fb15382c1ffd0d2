# Thin on purpose: what a command does stands in Setup/ and in the program. only=NAME picks tests or benchmarks by name.
checked = --explicit-target-dependency-import-check error
code = Sources Tests $(wildcard Import) Package.swift

.PHONY: setup build box run test test-cluster fuzz fuzz-reserve fuzz-lists flood soak soak-box leaks bench format
.SILENT:

setup:
	Setup/packages.sh
	Setup/places.sh
	Setup/web.sh

build: setup
	swift build -c release $(checked) --product watts-up

# The energy box: a program of its own, for this machine. Operations/box says how to build it for a Raspberry Pi.
box: setup
	swift build -c release $(checked) --product watts-box

# Under the map lies IGN's plan, free and without a key, where there is network. MAP_STYLE_URL= goes without it.
plan = https://data.geopf.fr/annexes/ressources/vectorTiles/styles/PLAN.IGN/standard.json

# Beside a demonstration stands a double of Enedis, unless ENEDIS_URL names the real one: homes can be tried without a meter.
run: build
	WATTS_UP_DEMO_POINTS=$${WATTS_UP_DEMO_POINTS-136000} WATTS_UP_DEMO_DRIVERS=$${WATTS_UP_DEMO_DRIVERS-300} \
	  MAP_STYLE_URL=$${MAP_STYLE_URL-$(plan)} exec .build/release/watts-up

# What names a target (only=Map) has only that one built.
test: export WATTS_UP_TESTS := $(if $(wildcard Tests/$(only)Tests),$(only))
test: setup
	swift format lint --strict -r $(code)
	Setup/web-format.sh check
	swift build --build-tests $(checked)
	Setup/tests.sh $(if $(only),'$(only)')
	Setup/manifests.sh $(if $(only),'$(only)')
	Setup/browser.sh
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 Tests/Browser/side_by_side.py $(if $(only),'$(only)')

# Several servers, nginx, a primary and a replica, faults, copies of the database: minutes, and most of the machine.
test-cluster: build
	Setup/packages.sh Setup/cluster-packages.txt
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -W ignore -m unittest discover -v --start-directory Tests/Cluster $(if $(only),-k '$(only)')

# WATTS_UP_FUZZ=long for a night of it, SEED=N for other requests.
fuzz: build
	Setup/wheels.sh fuzz "what makes up requests in tests (20 MB)"
	WATTS_UP_READER=any swift build -c release $(checked) -Xswiftc -enable-testing --sanitize fuzzer --scratch-path .build/fuzz --product Guesses
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -W ignore -m unittest discover -v --start-directory Tests/Fuzz $(if $(only),-k '$(only)')

# 100,000 declarations of reserves at random, of one and of 16 at a time, against a model that adds everything up: minutes. share=0.1 does a tenth.
fuzz-reserve: export WATTS_UP_TESTS := Sites
fuzz-reserve: setup
	swift build --build-tests $(checked)
	WATTS_UP_FUZZ=$(or $(share),long) Setup/tests.sh 'Reserve(Property|Race)Tests'

# 10,000 questions at random to the country in memory and to PostgreSQL, page after page: minutes. share=0.1 does a tenth.
fuzz-lists: export WATTS_UP_TESTS := Stations
fuzz-lists: setup
	swift build --build-tests $(checked)
	WATTS_UP_FUZZ=$(or $(share),long) Setup/tests.sh '(Equality|Word)Tests'

# What one hostile client costs another: minutes, and the whole machine.
flood: build
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -W ignore -m unittest discover -v --start-directory Tests/Flood

soak: build
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -W ignore Tests/Soak/soak.py $(or $(minutes),5)

# Boxes that are killed a thousand times beside meters that talk on: minutes, and little of the machine.
soak-box: box
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -W ignore Tests/Soak/box.py $(or $(kills),1000)

# The same with LeakSanitizer, which says at the end what nobody holds any more.
leaks: setup
	swift build --sanitize address --scratch-path .build/leaks --product watts-up
	ASAN_OPTIONS=quarantine_size_mb=1 LSAN_OPTIONS=suppressions=Tests/Soak/leaks.txt:print_suppressions=0 WATTS_UP_PROGRAM=$(CURDIR)/.build/leaks/debug/watts-up \
	  PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -W ignore Tests/Soak/soak.py $(or $(minutes),1)

bench: build box
	Setup/packages.sh Setup/bench-packages.txt
	Setup/packages.sh Setup/peers-packages.txt || echo "Express is not measured: its packages do not go with what is installed"
	Setup/wheels.sh tipg "the tile server that ours is measured against (27 MB)"
	Setup/wheels.sh peers "the web framework that ours is measured against (15 MB)"
	swift build -c release $(checked) --product benchmarks
	exec .build/release/benchmarks $(only)

format:
	swift format -i -r $(code)
	Setup/web-format.sh write
