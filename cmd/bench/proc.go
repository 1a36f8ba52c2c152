package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ticks is how many clock ticks a second has in /proc: 100 on Linux, whatever the kernel's own.
const ticks = 100

// process is what /proc says about a process.
type process struct {
	pid, parent int
	cpu         time.Duration // user and system, of the process alone
	reaped      time.Duration // of its children that have ended
}

// readProcess reads /proc/PID/stat.
func readProcess(pid int) (process, error) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return process{}, err
	}
	end := bytes.LastIndexByte(text, ')') // the name before may hold anything
	if end < 0 {
		return process{}, fmt.Errorf("/proc/%d/stat cannot be understood", pid)
	}
	fields := strings.Fields(string(text[end+1:]))
	if len(fields) < 15 {
		return process{}, fmt.Errorf("/proc/%d/stat is too short", pid)
	}
	number := func(i int) int64 {
		n, numberErr := strconv.ParseInt(fields[i], 10, 64)
		if numberErr != nil {
			err = numberErr
		}
		return n
	}
	p := process{pid: pid, parent: int(number(1))}
	p.cpu = time.Duration(number(11)+number(12)) * time.Second / ticks
	p.reaped = time.Duration(number(13)+number(14)) * time.Second / ticks
	return p, err
}

// cpuOf is the CPU of one process so far.
func cpuOf(pid int) time.Duration {
	p, err := readProcess(pid)
	if err != nil {
		return 0
	}
	return p.cpu
}

// cpuOfFamily is the CPU so far of a process, of its children, and of those
// that have ended.
func cpuOfFamily(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	first, err := readProcess(pid)
	if err != nil {
		return 0
	}
	sum := first.cpu + first.reaped
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return sum
	}
	for _, entry := range entries {
		id, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if p, err := readProcess(id); err == nil && p.parent == pid {
			sum += p.cpu
		}
	}
	return sum
}

// memoryOf is the resident memory of a process in bytes, now and at most so far.
func memoryOf(pid int) (now, most int64) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch {
		case err != nil:
		case name == "VmRSS":
			now = kilobytes << 10
		case name == "VmHWM":
			most = kilobytes << 10
		}
	}
	return now, most
}
