package files

import (
	"strconv"
	"strings"
)

// Span is a part of a file, as a player asks for it (RFC 9110, 14.1.2: one range of bytes).
type Span struct {
	First int64 // of the bytes; negative: as many from the end
	Last  int64 // included; negative: up to the end
	some  bool
}

// Whole is all of a file.
var Whole = Span{Last: -1}

// mostAtOnce bounds what is given of a file that is asked for in parts: a player asks
// "from here on" and goes on asking.
const mostAtOnce = 1 << 20

// ParseSpan reads the Range header of a request. What is not one range of bytes is
// [Whole], as the standard wants of whoever doesn't understand a range.
func ParseSpan(header string) Span {
	written, ok := strings.CutPrefix(header, "bytes=")
	first, last, dash := strings.Cut(written, "-")
	if !ok || !dash {
		return Whole
	}
	from, err := strconv.ParseUint(first, 10, 62)
	if first == "" {
		tail, err := strconv.ParseUint(last, 10, 62)
		if err != nil || tail == 0 {
			return Whole
		}
		return Span{First: -int64(tail), Last: -1, some: true}
	}
	if err != nil {
		return Whole
	}
	if last == "" {
		return Span{First: int64(from), Last: -1, some: true}
	}
	to, err := strconv.ParseUint(last, 10, 62)
	if err != nil || to < from {
		return Whole
	}
	return Span{First: int64(from), Last: int64(to), some: true}
}

// within gives the bytes that a span covers in a file of a size, the end excluded. ok is
// false when there are none.
func (s Span) within(size int64) (from, to int64, ok bool) {
	from, to = s.First, size
	if from < 0 {
		from = max(0, size+from)
	}
	if s.Last >= 0 {
		to = min(size, s.Last+1)
	}
	if s.some {
		to = min(to, from+mostAtOnce)
	}
	return from, to, from < to
}
