package parts

// icons are drawn on a square of 24 with a line 2 wide. They accompany words
// and are never alone.
var icons = map[string]string{
	"warning":      "M12 3 2.5 20h19zM12 10v4M12 17.2v.1",
	"check":        "m5 12.5 4.5 4.5L19 7.5",
	"info":         "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 7.8v.1",
	"clock":        "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3.2 2",
	"cross":        "m6 6 12 12M18 6 6 18",
	"dot":          "M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
	"back":         "m14 6-6 6 6 6",
	"forward":      "m10 6 6 6-6 6",
	"plus":         "M12 5v14M5 12h14",
	"home":         "m4 11 8-7 8 7v9h-5.5v-5h-5v5H4z",
	"person":       "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
	"people":       "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c.6-4 3.2-5.5 6.5-5.5s5.9 1.5 6.5 5.5M16 5a3.3 3.3 0 0 1 0 6.3M18 15c2 .7 3.2 2.3 3.5 5",
	"institution":  "M3 20.5h18M5 20V9.5M19 20V9.5M9.5 20v-7M14.5 20v-7M3 9.5 12 4l9 5.5z",
	"book":         "M12 6.5C10 5 7 4.5 3.5 4.7v13.5c3.5-.2 6.5.3 8.5 1.8 2-1.5 5-2 8.5-1.8V4.7C17 4.5 14 5 12 6.5zM12 6.5V20",
	"form":         "M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3.5",
	"certificate":  "M12 14.5a5 5 0 1 0 0-10 5 5 0 0 0 0 10M9 13.8 7.8 21l4.2-2.2 4.2 2.2L15 13.8",
	"chart":        "M4 4v16h16M8 16v-4M12.5 16V8M17 16v-6",
	"calendar":     "M4 6.5h16v14H4zM4 11h16M8.5 3.5v5M15.5 3.5v5",
	"list":         "M8.5 6H20M8.5 12H20M8.5 18H20M4.5 6v.1M4.5 12v.1M4.5 18v.1",
	"upload":       "M12 16V4.5M7 9l5-5 5 5M4.5 16v4h15v-4",
	"download":     "M12 4.5V16M7 11.5l5 5 5-5M4.5 16.5v4h15v-4",
	"search":       "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5 21 21",
	"settings":     "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
	"menu":         "M4 7h16M4 12h16M4 17h16",
	"language":     "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M3 12h18M12 3c2.5 2.6 3.6 5.6 3.6 9s-1.1 6.4-3.6 9c-2.5-2.6-3.6-5.6-3.6-9S9.5 5.6 12 3",
	"heart":        "M12 20C6.5 16 3.5 12.8 3.5 9.2A4.4 4.4 0 0 1 12 7.5a4.4 4.4 0 0 1 8.5 1.7C20.5 12.8 17.5 16 12 20z",
	"lock":         "M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
	"log-out":      "M10 4.5H5v15h5M14 8l4 4-4 4M18 12H9",
	"edit":         "m5 19 1-4L16 5l3 3L9 18z",
	"print":        "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6.5H7z",
	"offline":      "M4 4l16 16M8.5 16a5 5 0 0 1 5.5-1M5 12.5a10 10 0 0 1 4-2.4M13 9.6a10 10 0 0 1 6 2.9M12 19.5v.1",
	"link":         "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3L11.5 6.8M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.5-1.5",
	"microphone":   "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M9 21h6",
	"bell":         "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.5h4",
	"conversation": "M4 5h16v11h-9l-4.5 4V16H4z",
}

// path is the drawing of an icon; an unknown name draws a dot, so that the
// word beside it still stands.
func path(name string) string {
	if d, ok := icons[name]; ok {
		return d
	}
	return icons["dot"]
}
