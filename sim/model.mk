# Compiles a Verilated design and links its program. Verilator's own makefile says how its C++ is
# compiled. What is compiled in one piece, and what once for all designs, is said here.
#
# PROGRAM       what to make
# UNITS         pieces of the model (fast*.cpp, slow*.cpp), longest first
# MAIN, COCOTB  the main, and the folder of the cocotb package
# SHARED        folder of what all designs share
# FAST, SLOW, MAIN_FLAGS, LINK_FLAGS  flags

include Vtop.mk

COMPILE = $(CXX) $(CXXFLAGS) $(CPPFLAGS)
RUNTIME = $(VM_GLOBAL_FAST) $(VM_GLOBAL_SLOW)
LIBRARY = $(COCOTB)/libs

$(PROGRAM): main.o $(UNITS:.cpp=.o) $(SHARED)/runtime.a
	$(LINK) $(LINK_FLAGS) $(LDFLAGS) $^ $(LOADLIBES) $(LDLIBS) -Wl,-rpath,$(LIBRARY) \
	  -L$(LIBRARY) -lcocotbvpi_verilator -rdynamic $(LIBS) -o $@

main.o: $(MAIN)
	$(OBJCACHE) $(COMPILE) $(MAIN_FLAGS) -I$(COCOTB)/share/lib/verilator -c -o $@ $<

fast%.o: fast%.cpp
	$(OBJCACHE) $(COMPILE) $(FAST) -Winvalid-pch -fpch-preprocess -include $(SHARED)/fast.h -c -o $@ $<

slow%.o: slow%.cpp
	$(OBJCACHE) $(COMPILE) $(SLOW) -Winvalid-pch -fpch-preprocess -include $(SHARED)/slow.h -c -o $@ $<

# Made once, see sim/model.py.
shared: $(SHARED)/fast.h.gch $(SHARED)/slow.h.gch $(SHARED)/runtime.a

$(SHARED)/fast.h.gch: $(SHARED)/fast.h
	$(COMPILE) $(FAST) -x c++-header -o $@ $<

$(SHARED)/slow.h.gch: $(SHARED)/slow.h
	$(COMPILE) $(SLOW) -x c++-header -o $@ $<

$(SHARED)/runtime.a: $(RUNTIME:%=$(SHARED)/%.o)
	ar -rcs $@ $^

$(RUNTIME:%=$(SHARED)/%.o): $(SHARED)/%.o: %.cpp
	$(OBJCACHE) $(COMPILE) $(MAIN_FLAGS) -c -o $@ $<
