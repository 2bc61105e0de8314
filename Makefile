# What there is to type: make help.

PYTHON ?= python3
SHELL  := /bin/sh

# The variables that the caller gave; make itself puts their values into the environment.
GIVEN := $(foreach v,$(.VARIABLES),$(if $(findstring command,$(origin $v)),$v))
JOB   := $(strip $(filter-out PYTHON PYTEST_ARGS NAME MAKE% -%,$(GIVEN)) \
           $(foreach v,SIM TOPLEVEL,$(if $(findstring environment,$(origin $v)),$v)))

.DEFAULT_GOAL := $(if $(JOB),job,help)

# Exit codes. A recipe that fails makes GNU make exit with 2, whatever the recipe's own code was. The
# one way to 1 is the question mode -q, in which make exits with 1 when something is left to do. So
# make runs in that mode here: a line that begins with + is run all the same and keeps its exit code,
# and a second line is left to do when that code was 1.
DRY := $(findstring n,$(firstword -$(MAKEFLAGS)))
ifeq ($(DRY),)
MAKEFLAGS += -q --no-print-directory
RUN := +@
endif
CODES := build/codes/$(shell echo $$PPID)
code   = $(shell cat $(CODES)-$1 2>/dev/null; rm -f $(CODES)-$1)
verdict = $(if $(DRY)$(filter 0,$1),,$(if $(filter 1,$1),@:,+@exit 2))

# A make that was started by this one must not inherit the question mode.
BARE  := env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES
READY := $(BARE) $(PYTHON) sim/bootstrap.py
VENV  := $(BARE) .venv/bin/python

COMMAND_job    := $(READY) && MAKE_VARIABLES='$(JOB)' $(VENV) -m sim job
COMMAND_list   := $(READY) && MAKE_VARIABLES='$(filter TOPLEVEL BENCH,$(JOB))' $(VENV) -m sim list
COMMAND_plan   := $(READY) && MAKE_VARIABLES='$(filter TOPLEVEL BENCH,$(JOB))' $(VENV) -m sim plan
COMMAND_cosim  := $(READY) && MAKE_VARIABLES='$(filter-out $(if $(filter TOPLEVEL,$(GIVEN)),,TOPLEVEL),$(JOB))' $(VENV) -m sim cosim
COMMAND_paper  := $(READY) && MAKE_VARIABLES='$(filter-out $(if $(filter TOPLEVEL,$(GIVEN)),,TOPLEVEL),$(JOB))' $(VENV) -m sim paper
COMMAND_regress := $(READY) && MAKE_VARIABLES='$(filter $(GIVEN),$(JOB))' $(VENV) -m sim regress
COMMAND_coverage := $(READY) && MAKE_VARIABLES='$(filter $(GIVEN),$(JOB))' $(VENV) -m sim coverage
COMMAND_mutate := $(READY) && MAKE_VARIABLES='$(filter $(GIVEN),$(JOB))' $(VENV) -m sim mutate
COMMAND_netlist := $(READY) && MAKE_VARIABLES='$(JOB)' $(VENV) -m sim netlist
COMMAND_area   := $(READY) && MAKE_VARIABLES='$(JOB)' $(VENV) -m sim area
COMMAND_new    := $(READY) && $(VENV) -m sim new $(if $(filter NAME,$(GIVEN)),"$$NAME")
COMMAND_test   := $(READY) --browser && $(VENV) -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)
COMMAND_test-thorough  := $(COMMAND_test) -m thorough
COMMAND_test-networks  := $(COMMAND_test) -m networks
COMMAND_test-transports := $(COMMAND_test) -m transports
COMMAND_test-farm := $(COMMAND_test) -m farm
COMMAND_test-installed := $(COMMAND_test) -m installed
COMMAND_soak   := $(READY) && MAKE_VARIABLES='$(filter $(GIVEN),$(JOB))' $(VENV) -m sim soak
COMMAND_prove  := $(READY) && MAKE_VARIABLES='$(filter $(GIVEN),$(JOB))' $(VENV) -m sim prove
COMMAND_mutate-golden := $(READY) && MAKE_VARIABLES='$(filter $(GIVEN),$(JOB))' $(VENV) -m sim mutate-golden
COMMAND_lint   := $(READY) && $(VENV) -m sim lint
COMMAND_format := $(READY) && $(VENV) -m sim format
COMMAND_doctor := $(READY) --check && $(VENV) -m sim doctor
COMMAND_setup  := $(READY)
COMMAND_docs   := $(READY) --browser && MAKE_VARIABLES='$(filter PRINTED PICTURES,$(JOB))' $(VENV) -m sim docs
COMMAND_bench  := $(READY) && MAKE_VARIABLES='$(filter $(GIVEN),$(JOB))' $(VENV) -m sim bench
COMMAND_bench-edit := $(READY) && MAKE_VARIABLES='$(filter BEFORE,$(JOB))' $(VENV) -m sim bench-edit
COMMAND_models := $(READY) && $(VENV) -m golden.networks.zoo
COMMAND_models-paper := $(READY) && $(VENV) -m golden.networks.seeded
COMMAND_bench-golden := $(READY) && $(VENV) -m golden.bench

GOALS := job list plan new cosim paper regress coverage mutate netlist area test test-thorough test-networks test-transports test-farm test-installed soak prove mutate-golden lint format doctor setup models models-paper docs bench bench-edit bench-golden

.PHONY: $(GOALS) $(GOALS:%=run-%) clean distclean help
.NOTPARALLEL:

$(GOALS): %: run-%
	$(call verdict,$(call code,$@))

$(GOALS:%=run-%): run-%:
	$(RUN)mkdir -p build/codes; { $(COMMAND_$*); }; echo $$? > $(CODES)-$*

clean:
	$(RUN)rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	$(RUN)find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean
	$(RUN)rm -rf .venv

help:
	$(RUN)sed -n 's/^#: \{0,1\}//p' Makefile

#: make SIM=verilator TOPLEVEL=conv_engine   co-simulate a real network on Verilator (7 x 96)
#: make SIM=icarus TOPLEVEL=conv_engine      the same on Icarus Verilog (4 x 24)
#: make SIM=verilator TOPLEVEL=kraken_top    the same network from pixels to digit on the whole accelerator
#: make SIM=icarus BENCH=FILE.py             a design of your own, with the bench in that file
#: make list      designs with ports, parameters, options and tests; TOPLEVEL= or BENCH= for one
#: make plan      test plans: testpoints with stages, tests and cover; TOPLEVEL= or BENCH= for one
#: make new NAME=relu  write a bench for the module NAME of your own, and a test, to start from
#: make cosim MODEL=resnet8  co-simulate a whole network on the accelerator (MODEL= its name or file)
#: make paper     run the Kraken paper's networks at full size, its figures beside ours
#: make regress   run every test of the plans with fresh seeds, on this machine or a farm
#: make coverage  run the plans with coverage, and tell each hole and whether the goals are met
#: make mutate    put small faults into the design by the thousand, and tell which of them no test sees
#: make netlist TOPLEVEL=conv_engine  co-simulate the gates of a design, on both simulators unless SIM= tells one
#: make area      count gates and flip-flops by module and find the longest paths
#: make test      all tests (PYTEST_ARGS= goes to pytest)
#: make test-thorough   the planted bugs that it leaves out (half an hour)
#: make test-networks   the networks that it leaves out: fetched or built, then co-simulated
#: make test-transports  both transports on 1,000 seeds and all planted bugs (an hour)
#: make test-farm  a long regression while workers and clients are killed
#: make test-installed  install into an empty environment and type what a new user types
#: make soak      random layers on random arrays for hours, each simulator and transport against the others
#: make prove     prove the properties of each module for all inputs, at small parameters
#: make mutate-golden  change the golden models in one place at a time: the tests of golden must notice
#: make lint      every static check of the Python and SystemVerilog sources
#: make format    bring the sources into shape
#: make doctor    tell each tool, its version, where it came from, and what is missing
#: make setup     install what is missing and nothing else
#: make models    bring real int8 networks below build/models to compare with TFLite
#: make models-paper  make AlexNet, VGG-16, ResNet-50, MobileNets and YOLOv2 there, with seeded weights
#: make docs      make the documentation site; printed outputs are typed again
#: make bench     time layers on the engine beside other ways to simulate them, and show where time goes
#: make bench-edit  time the way from a changed line of RTL to its mismatch (BEFORE= an older commit beside)
#: make bench-golden  time the golden layers against TFLite's kernels
#: make clean     remove what was built; distclean removes the Python environment too
#:
#: Every target but doctor sets up what it needs by itself.
#: A run takes these words, and the parameters and options of its design: see the list.
#:   SIM             simulator: verilator or icarus
#:   TOPLEVEL        the design, by the name of its bench
#:   BENCH           file of a bench of your own
#:   TESTCASE        tests by name, with commas between; 'all' for every one (default: the main job)
#:   SEED            0 to 2^32-1, or 'random' (default 1)
#:   WAVES           1 records waveforms (FST)
#:   LOCATE          0 leaves out to look for the block at fault, where a bench names parts
#:   MAX_MISMATCHES  go on to this many faults (default 1)
#:   PROFILES        kinds of gaps and stalls, with commas between
#:   DEFINES         preprocessor definitions NAME or NAME=text, with commas between
#:   RTL             folder whose files replace the design's of the same name
#:   TRANSPORT       what drives and compares below the scoreboard: native or python
#:   BUILD           on Verilator: edit (quick to compile), long (quick to run), sanitized (default auto)
#:   COVERAGE        what is counted: none (default), functional, or code (both; code on Verilator)
#:   PROPERTIES      1 checks the properties of the project's own modules too, 0 does not (default: 1 on Icarus, 0 on Verilator, which compiles longer for them)
#:   IDLE_LIMIT      seconds without progress after which the simulator is ended
#: A network (cosim) takes them too, but for TOPLEVEL, BENCH and TESTCASE, and these:
#:   MODEL           network by name or file, see golden/README.md (default: digits)
#:   INPUT           samples for it as .npy
#:   IMAGES          how many samples go through (default: one batch of the model's own size)
#:   LAYERS          layers by name or number, with commas between (default: all)
#:   JOBS            simulations side by side, each with its share of the steps (default 1)
#:   CLOCK_MHZ       clock that frames a second are told for (default 400)
#: The paper's networks (paper) take the words of a run too, and these:
#:   NETWORKS        networks, or layers of them as vgg16/conv_2d_0; all adds the MobileNets (default: alexnet,vgg16,resnet50)
#:   QUICK           1 takes one block of output rows of each distinct layer (default 0)
#:   JOBS            simulations side by side (default 2; at most as many as there are cores)
#:   CLOCK_MHZ       clock that frames a second are told for (default 400)
#: A regression (regress) takes these:
#:   PLAN            designs whose plans are run, with commas between, or a bench's file (default: all)
#:   SEEDS           fresh seeds of each planned run (default 20); kept seeds are run besides
#:   SIM             simulator: verilator, icarus or both (default both)
#:   SEED            all fresh seeds come from it: 0 to 2^32-1, or 'random' (default random)
#:   COVERAGE        what is counted: none, functional, or code (default code)
#:   JOBS            workers on this machine (default: one for each core)
#:   RTL             folder whose files replace the designs' of the same name; only those designs are run
#:   SCHEDULER       address of a Dask scheduler whose workers run the jobs: tcp://HOST:PORT
#:   FARM            YAML file of a Slurm, LSF, SGE or PBS cluster that runs the jobs, see docs/farm.md
#:   RERUN           runs again what failed in a regression: failed for the newest one, or its name
#:   RESUME          goes on with a regression that was killed or interrupted: newest, or its name
#: Coverage (coverage) takes those but for COVERAGE, RERUN and RESUME, and these:
#:   SEEDS           fresh seeds of each planned run (default 1); kept seeds are run besides
#:   FROM            runs nothing and judges what a regression has counted: newest, or its name
#:   SEARCH          so many more seeds of each random run look for holes; those that hit one are kept
#: A campaign of mutants (mutate) takes JOBS, SCHEDULER and FARM of a regression, and these:
#:   N               mutants over all modules (default 1,000)
#:   SEED            all mutants and seeds are drawn from it: 0 to 2^32-1, or 'random' (default 1)
#:   MODULES         modules that are changed, with commas between (default: all)
#:   FAMILY          what is changed, with commas between: source, netlist (default: source)
#:   LIMIT           seconds of processor time for the tests of a survivor (default 40)
#:   JUDGE           seconds for the judgement of a survivor, 0 for none (default 60)
#:   AGAIN           takes a campaign's survivors again, keeps its other verdicts: newest, or its name
#:   LOCATE          killed mutants whose block is looked for in the designs around it (default 0)
#:   RESUME          goes on with a campaign that was killed or interrupted: newest, or its name
#: A benchmark (bench) takes parameters of conv_engine, and these:
#:   WAY             ways to run the layers, with commas between (default: all)
#:   LAYER           K,S,C_i,C_o of one layer (default: 3,1,64,64 and 1,1,256,256)
#:   SIZES           heights and widths of images (default: 14,28,56,112)
#:   SEED            of the tensors
#:   REPEATS         how often a short run is repeated; the quickest counts (default 3)
#:   WRONG           beat of sums in which a wrong bit is expected: all that compares must find it
#:   JSON            file that receives all figures
#:   PLOT            file that receives a drawing of them, .svg, .png or .pdf by its name
#:   PAGE            Markdown page whose figures are brought up to date, a drawing and JSON beside it
#: The site (docs) takes:
#:   PRINTED         0 leaves out typing the commands of printed outputs again (default 1)
#:   PICTURES        1 takes the pictures of the pages again (default 0)
#: A soak takes these:
#:   HOURS           hours that it goes on, or part of one (default 1)
#:   DESIGN          designs, with commas between (default: whole arrays, now and then a block)
#:   SEED            of all that is drawn, or 'random' (default 1)
#:   SIM             verilator, icarus, or both against each other (default both)
#:   CASE            number of the one case to run, from 0 on (default: one after another)
#:   RTL             folder whose files replace the designs' of the same name
#: Proofs (prove) take:
#:   MODULES         modules that are proven, with commas between (default: all)
#:   QUICK           1 takes small parameters that take seconds (default 0)
#:   PLANTED         1 proves instead that each planted bug is found (default 0)
#:   JOBS            proofs side by side (default 2)
#:   TIME            seconds that each question to the solver may take (default: each module's own)
#:   RTL             folder whose files replace the design's of the same name
#: Mutants of the golden models (mutate-golden) take:
#:   N               mutants that are drawn, or all for one at each place (default 60)
#:   SEED            of the draw: 0 to 2^32-1, or 'random' (default 1)
#:   MODULES         packages or files of golden, with commas between (default layers,quant,schemes,kraken)
#:   JOBS            mutants that are tested side by side (default 2)
#: So for conv_engine: ROWS=4 COLS=24 sizes the array, LAYERS=conv_2d_0,3 picks layers, MODEL=x.tflite
#: takes another network, INPUT=x.npy its images.
#: Exit codes: 0 passed, 1 a mismatch or a failed check, 2 wrong usage or a missing tool.
