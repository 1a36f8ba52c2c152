package main

import (
	"context"
	"errors"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"relevo/app/analytics"
	"relevo/app/db"
)

// tableRead is a table that figures are computed from, with sums of the columns that they need.
type tableRead struct{ name, sums string }

var tablesRead = []tableRead{
	{"institution", "SUM(octet_length(id)), SUM(octet_length(path))"},
	{"posting", "SUM(octet_length(person_id)), SUM(octet_length(institution_id)), SUM(octet_length(cadre)), MAX(starts_on), MAX(ends_on), MAX(ends_after), COUNT(superseded_at)"},
	{"completion", "SUM(octet_length(person_id)), SUM(octet_length(enrolment_id)), SUM(octet_length(course_version_id)), MAX(completed_on)"},
	{"past_training", "SUM(octet_length(person_id)), MAX(completed_on), COUNT(superseded_at)"},
	{"certificate", "SUM(octet_length(person_id)), SUM(octet_length(enrolment_id)), SUM(octet_length(competencies)), MAX(issued_on)"},
	{"result", "SUM(octet_length(id)), SUM(octet_length(person_id)), SUM(octet_length(competency_code)), SUM(octet_length(assessment_id)), SUM(octet_length(form_label)), SUM(octet_length(occasion)), " +
		"SUM(octet_length(cadre)), SUM(octet_length(attempt_id)), MAX(assessed_on), SUM(score), SUM(cut_score), COUNT(import_id), MAX(recorded_at), COUNT(superseded_at)"},
	{"item_score", "SUM(octet_length(attempt_id)), SUM(octet_length(item_version_id)), SUM(points), COUNT(superseded_at)"},
	{"attempt", "SUM(octet_length(id)), SUM(octet_length(form_id))"},
}

// rebuild computes all that is kept in the database at the address, and reads the tables that it is computed from.
func (g *growthCommand) rebuild(ctx context.Context, d *db.DB, address string, size int, say func(string, ...any)) (*rebuilt, error) {
	var r rebuilt
	stop, err := g.profiled("rebuild-" + strconv.Itoa(size))
	if err != nil {
		return nil, err
	}
	database := 0
	if d.Dialect == db.Postgres {
		if database, err = postmaster(ctx, d); err != nil {
			return nil, errors.Join(err, stop())
		}
	}
	own, theirs := cpuOf(os.Getpid()), cpuOfFamily(database)
	spent := func() (float64, float64) { // since it was asked last
		a, b := cpuOf(os.Getpid())-own, cpuOfFamily(database)-theirs
		own, theirs = own+a, theirs+b
		return a.Seconds(), b.Seconds()
	}
	begin := time.Now()
	r.Series, err = analytics.NewService(d).Rebuild(ctx)
	r.Seconds = time.Since(begin).Seconds()
	r.CPU, r.DataCPU = spent()
	if err := errors.Join(err, stop()); err != nil {
		return nil, err
	}
	_, most := memoryOf(os.Getpid())
	r.Memory = float64(most) / (1 << 20)
	say("%d series in %.1f s, CPU %.1f s here and %.1f s in the database; %.0f MB.", r.Series, r.Seconds, r.CPU, r.DataCPU, r.Memory)
	scan := func(of func(tableRead) string) (seconds, cpu float64, err error) {
		begin := time.Now()
		err = scanAll(ctx, d, of)
		a, b := spent()
		return time.Since(begin).Seconds(), a + b, err
	}
	if r.Scan, r.ScanCPU, err = scan(func(tableRead) string { return "COUNT(*)" }); err != nil || d.Dialect == db.SQLite {
		return &r, err
	}
	if r.Columns, r.ColumnsCPU, err = scan(func(t tableRead) string { return t.sums }); err != nil {
		return &r, err
	}
	r.Read, err = readAll(ctx, address)
	a, b := spent()
	r.ReadCPU = a + b
	return &r, err
}

// scanAll reads each table once in sequence, inside the database.
func scanAll(ctx context.Context, d *db.DB, of func(tableRead) string) error {
	return d.Read(ctx, func(tx *db.Tx) error {
		if d.Dialect == db.Postgres {
			if err := tx.DB.Exec("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off").Error; err != nil {
				return err
			}
		}
		for _, t := range tablesRead {
			var found map[string]any
			if err := tx.DB.Raw("SELECT " + of(t) + " FROM " + t.name).Scan(&found).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// readAll has every row of the tables sent by PostgreSQL.
func readAll(ctx context.Context, address string) (seconds float64, err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	begin := time.Now()
	for _, t := range tablesRead {
		if _, err := conn.PgConn().CopyTo(ctx, nowhere{}, "COPY "+t.name+" TO STDOUT"); err != nil { //nolint:unqueryvet // names of this file
			return 0, err
		}
	}
	return time.Since(begin).Seconds(), nil
}

// nowhere is where rows go that nobody looks at.
type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
