package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relevo/app"
	"relevo/app/analytics"
	"relevo/app/db"
)

// growthCommand is "bench growth": what a page costs as the country grows around what it shows.
type growthCommand struct {
	Sizes       string        `default:"1000,10000,100000"                                                                                                          help:"How many people, in the order in which they are measured."`
	DatabaseURL string        `help:"A PostgreSQL server on this machine whose user may make databases and switch triggers off; without it, the embedded database." placeholder:"postgres://…"`
	Seed        uint64        `default:"1"                                                                                                                          help:"Another seed makes another country."`
	Each        time.Duration `default:"3s"                                                                                                                         help:"How long each page is opened over and over, at least five times."`
	Keep        bool          `help:"Leave the databases there, and use those of an earlier run."`
	Only        []string      `help:"Only these pages."`
	Rebuild     bool          `help:"Measure the rebuild of all that is kept, even where all is kept already."`
	Profile     string        `help:"Write CPU profiles into this folder."                                                                                          placeholder:"DIR"`
	JSON        string        `help:"Write the results as JSON into this file."                                                                                     name:"json"                                                             placeholder:"FILE"`
	Plot        string        `help:"Draw them into this file, as SVG."                                                                                             placeholder:"FILE"`
}

// growth is what one run found.
type growth struct {
	Database string   `json:"database"`
	Cores    int      `json:"cores"`
	Seed     uint64   `json:"seed"`
	Sizes    []grown  `json:"sizes"`
	Pages    []string `json:"pages"`
}

// grown is one size of the country.
type grown struct {
	People   int           `json:"people"`
	Postings int64         `json:"postings"`
	Scores   int64         `json:"scores"`
	Loaded   float64       `json:"loaded_s"`
	Decided  float64       `json:"decided_s,omitempty"` // what may be told to who sees no names
	Rebuild  *rebuilt      `json:"rebuild,omitempty"`
	Pages    map[string]of `json:"pages"`
}

// rebuilt is what it costs to compute all that is kept, beside reading what it is computed from.
type rebuilt struct {
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu_s"`          // of this process
	DataCPU float64 `json:"database_cpu_s"` // of all of PostgreSQL's processes
	Series  int64   `json:"series"`
	Scan    float64 `json:"scan_s"`     // one sequential scan of each table, inside the database
	ScanCPU float64 `json:"scan_cpu_s"` // of both
	// The same with the columns that are needed looked at, and summed up, inside the database.
	Columns    float64 `json:"columns_s"`
	ColumnsCPU float64 `json:"columns_cpu_s"`
	Read       float64 `json:"read_s"`     // the same with every row sent to a client that throws it away
	ReadCPU    float64 `json:"read_cpu_s"` // of both
	Memory     float64 `json:"memory_mb"`
}

// of is the cost of one page.
type of struct {
	Median     float64 `json:"median_ms"`
	Least      float64 `json:"least_ms"`
	CPU        float64 `json:"cpu_ms"` // of this process, on the average; what the database works comes on top
	Times      int     `json:"times"`
	Statements int64   `json:"statements"`
}

// Run measures.
func (g *growthCommand) Run(c *console) error {
	out := growth{Database: string(db.SQLite), Cores: runtime.NumCPU(), Seed: g.Seed}
	if g.DatabaseURL != "" {
		out.Database = string(db.Postgres)
	}
	for _, p := range growthPages {
		if len(g.Only) == 0 || slices.Contains(g.Only, p.name) {
			out.Pages = append(out.Pages, p.name)
		}
	}
	for text := range strings.SplitSeq(g.Sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < peopleOfCentre {
			return fmt.Errorf("--sizes %s: give numbers from %d", g.Sizes, peopleOfCentre)
		}
		one, err := g.size(c, n, out.Pages)
		if err != nil {
			return fmt.Errorf("%d people: %w", n, err)
		}
		out.Sizes = append(out.Sizes, one)
		if err := errors.Join(out.writeJSON(g.JSON), out.writePlot(g.Plot)); err != nil { // after each: the next may take long
			return err
		}
	}
	_, err := c.out.Write([]byte(out.table()))
	return err
}

func (out growth) writeJSON(file string) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(out, "", "  ")
	return cmp.Or(err, os.WriteFile(file, append(text, '\n'), 0o600))
}

// size measures one size of the country.
func (g *growthCommand) size(c *console, n int, pages []string) (one grown, err error) {
	ctx := c.ctx
	config, used, drop, err := g.database(ctx, n)
	if err != nil {
		return one, err
	}
	if !g.Keep {
		defer func() { err = errors.Join(err, drop(context.WithoutCancel(ctx))) }()
	}
	config.Log = slog.New(slog.DiscardHandler) // which statements are slow is known afterwards
	d, _, err := app.Open(ctx, config)
	if err != nil {
		return one, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	country := newCountry(n, g.Seed, d.Now().Date())
	one = grown{People: n, Pages: map[string]of{}}
	if used {
		err = country.readFramework(ctx, d)
	} else {
		c.sayf("Writing a country of %d people.", n)
		begin := time.Now()
		err = country.load(ctx, d, config.DatabaseURL, c.sayf)
		one.Loaded = time.Since(begin).Seconds()
	}
	if err != nil {
		return one, err
	}
	if err := one.count(ctx, d); err != nil {
		return one, err
	}
	kept, err := keptAll(ctx, d)
	if err != nil {
		return one, err
	}
	if !kept || g.Rebuild {
		c.sayf("Computing what is kept.")
		if one.Rebuild, err = g.rebuild(ctx, d, config.DatabaseURL, n, c.sayf); err != nil {
			return one, err
		}
		c.sayf("One scan of the tables %.1f s, of the columns %.1f s; read by a client %.1f s.", one.Rebuild.Scan, one.Rebuild.Columns, one.Rebuild.Read)
	}
	s, err := newServices(d)
	if err != nil {
		return one, err
	}
	m := measuring{ctx: ctx, d: d, services: s, analytics: analytics.NewService(d), country: country}
	for _, p := range growthPages {
		if !slices.Contains(pages, p.name) {
			continue
		}
		if one.Pages[p.name], err = g.page(&m, p, n); err != nil {
			return one, fmt.Errorf("%s: %w", p.name, err)
		}
		at := one.Pages[p.name]
		c.sayf("  %-16s %10.2f ms (least %.2f, CPU %.2f)  %4d statements  (%d times)", p.name, at.Median, at.Least, at.CPU, at.Statements, at.Times)
	}
	one.Decided = m.decided.Seconds()
	return one, nil
}

// database gives an empty database for a size, or that of an earlier run.
func (g *growthCommand) database(ctx context.Context, n int) (config app.Config, used bool, drop func(context.Context) error, err error) {
	name := "relevo_growth_" + strconv.Itoa(n)
	if g.DatabaseURL == "" {
		folder := filepath.Join(os.TempDir(), name)
		_, err := os.Stat(folder)
		used = err == nil
		if used && !g.Keep {
			return config, false, nil, fmt.Errorf("%s is there already: remove it, or use it with --keep", folder)
		}
		return app.Config{Data: folder}, used, func(context.Context) error { return os.RemoveAll(folder) }, nil
	}
	address, err := url.Parse(g.DatabaseURL)
	if err != nil {
		return config, false, nil, err
	}
	admin := func(ctx context.Context, statement string) (err error) {
		conn, err := pgx.Connect(ctx, g.DatabaseURL)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, conn.Close(ctx)) }()
		if statement == "" {
			return conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&used)
		}
		_, err = conn.Exec(ctx, statement)
		return err
	}
	if err := admin(ctx, ""); err != nil {
		return config, false, nil, err
	}
	if used && !g.Keep {
		return config, false, nil, fmt.Errorf("the database %s is there already: drop it, or use it with --keep", name)
	}
	if !used {
		if err := admin(ctx, "CREATE DATABASE "+name); err != nil {
			return config, false, nil, err
		}
	}
	address.Path = "/" + name
	drop = func(ctx context.Context) error { return admin(ctx, "DROP DATABASE "+name+" WITH (FORCE)") }
	return app.Config{Data: filepath.Join(os.TempDir(), name), DatabaseURL: address.String()}, used, drop, nil
}

// page opens a page over and over.
func (g *growthCommand) page(m *measuring, p growthPage, size int) (cost of, err error) {
	if p.begin != nil {
		if err := p.begin(m); err != nil {
			return cost, err
		}
	}
	if err := p.open(m, 0); err != nil { // once before, so that what is kept in memory is
		return cost, err
	}
	stop, err := g.profiled(fmt.Sprintf("%s-%d", p.name, size))
	if err != nil {
		return cost, err
	}
	var took []time.Duration
	own := ownCPU()
	for begin := time.Now(); len(took) < 5 || (time.Since(begin) < g.Each && len(took) < 1000); {
		before, at := m.d.Statements(), time.Now()
		if err := p.open(m, len(took)+1); err != nil {
			return cost, errors.Join(err, stop())
		}
		took = append(took, time.Since(at))
		cost.Statements = max(cost.Statements, m.d.Statements()-before)
		if len(took) >= 5 && p.dear {
			break
		}
	}
	cost.CPU = milliseconds(ownCPU()-own) / float64(len(took))
	cost.Median, cost.Least, cost.Times = percentile(took, 0.5), percentile(took, 0), len(took)
	return cost, stop()
}

// profiled begins a profile where one is wanted.
func (g *growthCommand) profiled(name string) (stop func() error, err error) {
	if g.Profile == "" {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(g.Profile, 0o750); err != nil {
		return nil, err
	}
	file, err := os.Create(filepath.Join(g.Profile, name+".pprof")) //nolint:gosec // where the caller said
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error { pprof.StopCPUProfile(); return file.Close() }, nil
}
