package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"strings"
)

// table writes what was measured in Markdown: of each page the median and the least time, and how many statements.
func (out growth) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d cores.\n\n| |", out.Database, out.Cores)
	for _, s := range out.Sizes {
		fmt.Fprintf(&b, " %d people |", s.People)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(out.Sizes)) + "\n")
	line := func(name string, cell func(grown) string) {
		b.WriteString("| " + name + " |")
		for _, s := range out.Sizes {
			b.WriteString(" " + cell(s) + " |")
		}
		b.WriteString("\n")
	}
	line("postings", func(s grown) string { return fmt.Sprint(s.Postings) })
	line("scores", func(s grown) string { return fmt.Sprint(s.Scores) })
	for _, p := range growthPages {
		line(p.says, func(s grown) string {
			cost, ok := s.Pages[p.name]
			if !ok {
				return ""
			}
			return fmt.Sprintf("%.1f (%.1f) ms, %d", cost.Median, cost.Least, cost.Statements)
		})
	}
	line("deciding what may be told to who sees no names", func(s grown) string {
		if s.Decided == 0 {
			return ""
		}
		return fmt.Sprintf("%.1f s", s.Decided)
	})
	line("rebuild of all that is kept", func(s grown) string {
		if s.Rebuild == nil {
			return ""
		}
		return fmt.Sprintf("%.1f s", s.Rebuild.Seconds)
	})
	line("its CPU, here and in the database", func(s grown) string {
		if s.Rebuild == nil {
			return ""
		}
		return fmt.Sprintf("%.1f + %.1f s", s.Rebuild.CPU, s.Rebuild.DataCPU)
	})
	line("one scan of the tables it reads: time, CPU", func(s grown) string {
		if s.Rebuild == nil {
			return ""
		}
		return fmt.Sprintf("%.2f s, %.2f s", s.Rebuild.Scan, s.Rebuild.ScanCPU)
	})
	line("one scan that sums up the columns it needs: time, CPU", func(s grown) string {
		if s.Rebuild == nil || s.Rebuild.Columns == 0 {
			return ""
		}
		return fmt.Sprintf("%.2f s, %.2f s", s.Rebuild.Columns, s.Rebuild.ColumnsCPU)
	})
	line("their rows sent to a client that throws them away: time, CPU", func(s grown) string {
		if s.Rebuild == nil || s.Rebuild.Read == 0 {
			return ""
		}
		return fmt.Sprintf("%.1f s, %.1f s", s.Rebuild.Read, s.Rebuild.ReadCPU)
	})
	return b.String()
}

// The plot is log-log: a cost that grows with the country is a line that rises, and one that does not lies flat. It is of the least
// times: the others tell as much of what else the machine did.
const (
	plotWidth, plotHeight       = 860.0, 520.0
	plotLeft, plotTop           = 70.0, 40.0
	plotRight, plotBottom       = 250.0, 50.0
	plotFont                    = "font-family='sans-serif' font-size='13'"
	plotColours                 = "#1b6e6a #b4512d #3f5fa8 #7a3f8f #5c7a1f #a8822a #2f2f2f #c2387a #2a8fb0 #77695a #9aa0a6"
	plotLeastMS, plotMostMS     = 0.5, 200_000.0
	plotLeastSize, plotMostSize = 1e3, 1e6
)

func plotX(people float64) float64 {
	return plotLeft + (plotWidth-plotLeft-plotRight)*math.Log(people/plotLeastSize)/math.Log(plotMostSize/plotLeastSize)
}

func plotY(ms float64) float64 {
	return plotHeight - plotBottom - (plotHeight-plotTop-plotBottom)*math.Log(max(ms, plotLeastMS)/plotLeastMS)/math.Log(plotMostMS/plotLeastMS)
}

// svg draws the costs of all pages by the size of the country.
func (out growth) svg() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f' role='img'><title>Cost of pages by people in the country, %s, log-log</title><rect width='100%%' height='100%%' fill='#fff'/>\n", plotWidth, plotHeight, html.EscapeString(out.Database))
	for ms := 1.0; ms <= plotMostMS; ms *= 10 {
		fmt.Fprintf(&b, "<path d='M%.1f %.1fH%.1f' stroke='#ddd'/><text x='%.1f' y='%.1f' text-anchor='end' %s>%s</text>\n", plotLeft, plotY(ms), plotWidth-plotRight, plotLeft-6, plotY(ms)+4, plotFont, inWords(ms))
	}
	for people := plotLeastSize; people <= plotMostSize*1.01; people *= 10 {
		fmt.Fprintf(&b, "<path d='M%.1f %.1fV%.1f' stroke='#ddd'/><text x='%.1f' y='%.1f' text-anchor='middle' %s>%.0f</text>\n", plotX(people), plotTop, plotHeight-plotBottom, plotX(people), plotHeight-plotBottom+20, plotFont, people)
	}
	fmt.Fprintf(&b, "<text x='%.1f' y='24' %s>least time of a page, by people in the country (%s)</text>\n", plotLeft, plotFont, html.EscapeString(out.Database))
	labels := 0.0
	for i, p := range growthPages {
		colour := strings.Fields(plotColours)[i%11]
		var path strings.Builder
		for _, s := range out.Sizes {
			if cost, ok := s.Pages[p.name]; ok {
				at := fmt.Sprintf("%.1f %.1f", plotX(float64(s.People)), plotY(cost.Least))
				path.WriteString(map[bool]string{true: "M", false: "L"}[path.Len() == 0] + at)
				fmt.Fprintf(&b, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", plotX(float64(s.People)), plotY(cost.Least), colour)
			}
		}
		if path.Len() == 0 {
			continue
		}
		y := plotTop + 10 + 24*labels
		labels++
		fmt.Fprintf(&b, "<path d='%s' fill='none' stroke='%s' stroke-width='2'/><path d='M%.1f %.1fh18' stroke='%s' stroke-width='3'/><text x='%.1f' y='%.1f' %s>%s</text>\n",
			path.String(), colour, plotWidth-plotRight+12, y, colour, plotWidth-plotRight+36, y+4, plotFont, html.EscapeString(p.says))
	}
	return b.String() + "</svg>\n"
}

func inWords(ms float64) string {
	if ms < 1000 {
		return fmt.Sprintf("%.0f ms", ms)
	}
	return fmt.Sprintf("%.0f s", ms/1000)
}

func (out growth) writePlot(file string) error {
	if file == "" {
		return nil
	}
	return os.WriteFile(file, []byte(out.svg()), 0o600)
}
