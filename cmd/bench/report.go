package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
)

// report is everything that one run found.
type report struct {
	Database string   `json:"database"`
	Cores    int      `json:"cores"`
	Peer     string   `json:"peer"`
	Limits   limits   `json:"limits"`
	Visit    visit    `json:"visit"`
	Results  []result `json:"results"`
}

// writeJSON writes the report to a file, "-" to out.
func (r report) writeJSON(file string, out io.Writer) error { return writeJSON(r, file, out) }

// writeJSON writes what was found to a file, "-" to out.
func writeJSON(found any, file string, out io.Writer) error {
	text, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if file == "-" {
		_, err = out.Write(text)
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// at finds a result; ok is false when it was not measured.
func (r report) at(journey string, users int) (found result, ok bool) {
	for _, one := range r.Results {
		if one.Journey == journey && (users == 0 || one.Users == users) {
			return one, true
		}
	}
	return found, false
}

// aim is one aim with what was reached.
type aim struct {
	what, reached, wanted string
	met                   bool
}

// print writes the tables for people.
func (r report) print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Database: %s; %d cores, shared by server, database and harness.\nPeer: %s.\n\n", r.Database, r.Cores, r.Peer)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight) // which keeps its errors until it is flushed
	_, _ = fmt.Fprintln(w, "journey\tusers\tper s\treq/s\treq each\tp50 ms\tp95\tp99\tCPU ms\tof it DB\tSQL/req\tcommits\tkB\tMB\tfailed\tpeer ms\tratio\taim\t")
	for _, one := range r.Results {
		peerMS, ratio, wanted := "", "", ""
		if one.PeerLeast > 0 {
			peerMS = fmt.Sprintf("%.0f", one.PeerLeast)
			if one.PeerWaits {
				peerMS += " wait"
			}
			ratio = fmt.Sprintf("%.0f×", one.Ratio)
		}
		if one.Aim > 0 {
			wanted = fmt.Sprintf("%.0f×", one.Aim)
		}
		_, _ = fmt.Fprintf(w, "%s\t%d\t%.1f\t%.0f\t%.1f\t%.1f\t%.1f\t%.1f\t%.3f\t%.3f\t%.1f\t%.2f\t%.1f\t%.0f\t%d\t%s\t%s\t%s\t\n",
			one.Journey, one.Users, one.PerSecond, one.RequestsPerSecond, one.RequestsEach, one.P50, one.P95, one.P99, one.CPU(), one.DatabaseCPU,
			one.Statements, one.Commits, one.Bytes/1000, one.Memory, one.Failed, peerMS, ratio, wanted)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, one := range r.Results {
		if one.Error != "" {
			fmt.Fprintf(&b, "%s by %d: the last failure was: %s\n", one.Journey, one.Users, one.Error)
		}
	}
	b.WriteString("\nAims, and what this run reached:\n")
	w = tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, a := range r.aims() {
		met := "short of it"
		if a.met {
			met = "met"
		}
		_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", a.what, a.reached, a.wanted, met)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// aims are the programme's aims as far as this run measured them.
func (r report) aims() []aim {
	var all []aim
	least := func(what string, reached, wanted float64, format string) {
		all = append(all, aim{what, fmt.Sprintf(format, reached), "at least " + fmt.Sprintf(format, wanted), reached >= wanted})
	}
	most := func(what string, reached, wanted float64, format string) {
		all = append(all, aim{what, fmt.Sprintf(format, reached), "at most " + fmt.Sprintf(format, wanted), reached <= wanted})
	}
	for _, one := range r.Results {
		if one.Aim > 0 {
			least(fmt.Sprintf("%s by %d, peer's cost over ours", one.Journey, one.Users), one.Ratio, one.Aim, "%.0f×")
		}
	}
	for _, one := range r.Results {
		empty := r.Limits.EmptyPerSecond[one.Users]
		switch {
		case one.Journey == "lesson" && empty > 0:
			least(fmt.Sprintf("lesson by %d, of an empty handler's rate", one.Users), 100*one.RequestsPerSecond/empty, 50, "%.0f %%")
		case one.Journey == "course" && empty > 0:
			least(fmt.Sprintf("course by %d, of an empty handler's rate", one.Users), 100*one.RequestsPerSecond/empty, 20, "%.0f %%")
		case one.Journey == "answer" && r.Limits.CommitsPerSec[one.Users] > 0:
			wanted := 100.0
			if r.Database != "sqlite" {
				wanted = 70
			}
			least(fmt.Sprintf("answers by %d, of the database's own durable commits", one.Users), 100*one.PerSecond/r.Limits.CommitsPerSec[one.Users], wanted, "%.0f %%")
		case one.Journey == "login" && r.Limits.HashMS > 0:
			most(fmt.Sprintf("login by %d, CPU over that of the hash alone", one.Users), one.CPU()/r.Limits.HashMS, 1.1, "%.2f")
		}
	}
	if one, ok := r.at("upload", 0); ok {
		most("upload of 1,000 people, ms", one.P50, 1000, "%.0f")
	}
	least("certificates a second a core", r.Limits.PDFPerSecond, 100, "%.0f")
	most("bytes of a certificate, kB", float64(r.Limits.PDFBytes)/1000, 15, "%.1f")
	most("start to first answer, ms", r.Limits.StartMS, 300, "%.0f")
	most("next request after a kill and restart, ms", r.Limits.RestartMS, 1000, "%.0f")
	most(fmt.Sprintf("idle memory, MB (%.0f with the cached pages of the program)", r.Limits.IdleResidentMB), r.Limits.IdleMB, 60, "%.0f")
	most("first visit of a lesson, requests", float64(r.Visit.FirstRequests), peerFirstRequests, "%.0f")
	most("first visit of a lesson, kB", float64(r.Visit.FirstBytes)/1000, peerFirstBytes/1000, "%.0f")
	most("repeat visit of a lesson, kB", float64(r.Visit.RepeatBytes)/1000, peerRepeatBytes/1000, "%.1f")
	static := "no"
	if r.Limits.Static {
		static = "yes"
	}
	return append(all, aim{"one static binary without cgo", fmt.Sprintf("%s, %.0f MB", static, r.Limits.BinaryMB), "yes", r.Limits.Static})
}
