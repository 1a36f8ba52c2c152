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
	status := statusOf(pid)
	return status["VmRSS"], status["VmHWM"]
}

// ownMemoryOf is the memory that a process has for itself, in bytes: its resident memory without the pages of files, which here are those
// of the program. The kernel maps them as far as they lie in its cache, shares them and takes them back where it needs room.
func ownMemoryOf(pid int) int64 {
	status := statusOf(pid)
	return status["RssAnon"] + status["RssShmem"]
}

// statusOf is what the kernel counts of a process in bytes; empty when it is gone.
func statusOf(pid int) map[string]int64 {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return nil
	}
	status := map[string]int64{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		if kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64); err == nil {
			status[name] = kilobytes << 10
		}
	}
	return status
}
