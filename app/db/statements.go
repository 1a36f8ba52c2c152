package db

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slowStatement is how long a statement may take before the log names it.
const slowStatement = 250 * time.Millisecond

// Statements is how many SQL statements this DB has sent since it was opened,
// begin and commit not counted: pages know what they cost, and tests assert it.
func (d *DB) Statements() int64 { return d.statements.Load() }

// Writes is how many transactions of [DB.Write] were acknowledged since the database was opened.
func (d *DB) Writes() int64 { return d.writes.Load() }

// Commits is how many times the database was told to make writing durable since it was opened.
func (d *DB) Commits() int64 { return d.commits.Load() }

// statementLog is GORM's view of the log: it counts, and names slow and
// failed statements without their values, which may be personal data.
type statementLog struct {
	log   *slog.Logger
	count *atomic.Int64
}

func (l statementLog) LogMode(logger.LogLevel) logger.Interface { return l }

// ParamsFilter keeps the values out of what Trace is given.
func (l statementLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

func (l statementLog) Info(ctx context.Context, msg string, _ ...any)  { l.log.InfoContext(ctx, msg) }
func (l statementLog) Warn(ctx context.Context, msg string, _ ...any)  { l.log.WarnContext(ctx, msg) }
func (l statementLog) Error(ctx context.Context, msg string, _ ...any) { l.log.ErrorContext(ctx, msg) }

func (l statementLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	l.count.Add(1)
	if took := time.Since(begin); took > slowStatement {
		sql, rows := statement()
		l.log.WarnContext(ctx, "slow statement", "sql", shortened(sql), "rows", rows, "took", took)
	}
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		sql, _ := statement()
		l.log.DebugContext(ctx, "statement failed", "sql", sql, "err", err)
	}
}

// toldOfStatement is how much of a slow statement is logged: one that writes hundreds of rows is a screen full of question marks.
const toldOfStatement = 1000

func shortened(sql string) string {
	if len(sql) <= toldOfStatement {
		return sql
	}
	return strings.ToValidUTF8(sql[:toldOfStatement], "") + "…"
}
