package scorm

import (
	"encoding/json"
	"maps"
	"regexp"
	"strconv"
	"strings"

	"relevo/app/fault"
)

// Data is what a unit keeps, by element: "cmi.suspend_data", "cmi.core.lesson_location",
// "cmi.interactions.0.id".
type Data map[string]string

// Bounds of what a unit may keep. 64,000 characters of suspend data, the most that any
// edition wants kept, are far below.
const (
	MaxData     = 512 << 10 // bytes of it as JSON
	maxElements = 5000
)

var element = regexp.MustCompile(`^(cmi|adl)\.[A-Za-z0-9_.]{1,200}$`)

// Check refuses what no unit can have written.
func (d Data) Check() error {
	size := 0
	for name, value := range d {
		if size += len(name) + len(value); !element.MatchString(name) || strings.ContainsRune(value, 0) {
			return fault.New(fault.Invalid, "scorm.bad_data")
		}
	}
	if size > MaxData || len(d) > maxElements {
		return fault.New(fault.TooLarge, "scorm.bad_data")
	}
	return nil
}

// Text is the data as they are stored.
func (d Data) Text() (string, error) {
	body, err := json.Marshal(d)
	return string(body), err
}

// ParseData reads stored data.
func ParseData(text string) (d Data, err error) {
	if text == "" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(text), &d)
	return d, err
}

// names are what the two standards call the same things.
type names struct {
	location, entry, exit, session, total, id, name, credit, mode, launch, mastery, maxTime string
}

var called = map[Standard]names{
	V12: { //nolint:gosec // names of elements, no secrets
		location: "cmi.core.lesson_location", entry: "cmi.core.entry", exit: "cmi.core.exit", session: "cmi.core.session_time", total: "cmi.core.total_time",
		id: "cmi.core.student_id", name: "cmi.core.student_name", credit: "cmi.core.credit", mode: "cmi.core.lesson_mode", launch: "cmi.launch_data",
		mastery: "cmi.student_data.mastery_score", maxTime: "cmi.student_data.max_time_allowed",
	},
	V2004: {
		location: "cmi.location", entry: "cmi.entry", exit: "cmi.exit", session: "cmi.session_time", total: "cmi.total_time",
		id: "cmi.learner_id", name: "cmi.learner_name", credit: "cmi.credit", mode: "cmi.mode", launch: "cmi.launch_data",
		mastery: "cmi.scaled_passing_score", maxTime: "cmi.max_time_allowed",
	},
}

// Learner is who plays, as a package is told. Packages come from outside, so it need not
// be anybody's name.
type Learner struct{ ID, Name string }

// Last is how a unit was left.
type Last struct {
	Data     Data
	Finished bool // it said goodbye; without, the page was closed under it
}

// Resume gives what a unit finds when it is opened. What it kept is always there, however
// it was left: a telephone that loses its line must not lose the work. A unit is told that
// it resumes when it asked for that, or when it was cut off.
func Resume(standard Standard, unit Unit, last Last, learner Learner) Data {
	n := called[standard]
	data := Data{}
	maps.Copy(data, last.Data)
	entry := "ab-initio"
	if len(last.Data) > 0 {
		entry = ""
		if !last.Finished || last.Data[n.exit] == "suspend" {
			entry = "resume"
		}
	}
	for name := range data {
		if name == n.session || name == n.exit || strings.HasPrefix(name, "adl.") || strings.HasSuffix(name, "._children") || strings.HasSuffix(name, "._count") || name == "cmi._version" {
			delete(data, name)
		}
	}
	data[n.entry], data[n.id], data[n.name], data[n.credit], data[n.mode] = entry, learner.ID, learner.Name, "credit", "normal"
	for name, value := range map[string]string{n.launch: unit.LaunchData, n.mastery: unit.Mastery, n.maxTime: unit.MaxTime} {
		delete(data, name)
		if value != "" {
			data[name] = value
		}
	}
	if standard == V2004 && unit.Threshold != "" {
		data["cmi.completion_threshold"] = unit.Threshold
	}
	return data
}

// Status is what a unit says of how far somebody is.
type Status string

// The statuses, in the words of both standards.
const (
	Unsaid     Status = "" // it says nothing
	Incomplete Status = "incomplete"
	Completed  Status = "completed"
	Passed     Status = "passed"
	Failed     Status = "failed"
)

// Report is what a unit reports of somebody. Nothing of it is a score of relevo's.
type Report struct {
	Status  Status
	Done    bool     // completed or passed: it counts as worked through
	Score   *float64 // 0 to 100; nil: none
	Seconds int      // spent in it, all visits together
}

// Report reads what the data say.
func (d Data) Report(standard Standard) Report {
	r := Report{Seconds: seconds(d[called[standard].total])}
	if standard == V12 {
		switch d["cmi.core.lesson_status"] {
		case "passed":
			r.Status = Passed
		case "completed":
			r.Status = Completed
		case "failed":
			r.Status = Failed
		case "incomplete", "browsed":
			r.Status = Incomplete
		}
		r.Done = r.Status == Completed || r.Status == Passed
		r.Score = percent("", d["cmi.core.score.raw"], d["cmi.core.score.min"], d["cmi.core.score.max"])
		return r
	}
	completion, success := d["cmi.completion_status"], d["cmi.success_status"]
	switch {
	case success == "passed":
		r.Status = Passed
	case success == "failed":
		r.Status = Failed
	case completion == "completed":
		r.Status = Completed
	case completion == "incomplete":
		r.Status = Incomplete
	}
	r.Done = completion == "completed" || success == "passed" // completed and failed is completed
	r.Score = percent(d["cmi.score.scaled"], d["cmi.score.raw"], d["cmi.score.min"], d["cmi.score.max"])
	return r
}

// percent makes a score from 0 to 100 of whatever the package reports.
func percent(scaled, raw, low, high string) *float64 {
	between := func(x float64) *float64 {
		x = min(100, max(0, x))
		return &x
	}
	if x, err := strconv.ParseFloat(scaled, 64); err == nil && x == x {
		return between(100 * x)
	}
	x, err := strconv.ParseFloat(raw, 64)
	if err != nil || x != x {
		return nil
	}
	least, _ := strconv.ParseFloat(low, 64) // 0 when it is not said
	most, err := strconv.ParseFloat(high, 64)
	if err != nil || !(most > least) {
		return between(x)
	}
	return between(100 * (x - least) / (most - least))
}

var (
	clock    = regexp.MustCompile(`^(\d{1,4}):(\d{1,2}):(\d{1,2})(?:\.\d{1,2})?$`)
	duration = regexp.MustCompile(`^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d{1,2})?S)?)?$`)
)

// seconds reads a time as either standard writes it: 0012:34:56.78 or PT12H34M56S.
func seconds(text string) int {
	sum := func(match []string, units ...int) int {
		total := 0
		for i, unit := range units {
			n, err := strconv.Atoi(match[i+1])
			if err == nil {
				total += n * unit
			}
		}
		return total
	}
	if match := clock.FindStringSubmatch(text); match != nil {
		return sum(match, 3600, 60, 1)
	}
	if match := duration.FindStringSubmatch(text); match != nil {
		return min(sum(match, 365*86400, 30*86400, 86400, 3600, 60, 1), 1<<30)
	}
	return 0
}
