package db

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slowStatement is how long a statement may take before the log names it.
const slowStatement = 250 * time.Millisecond

type counterKey struct{}

// CountStatements returns a context under which every SQL statement is
// counted in n: pages know how many they cost, and tests assert it. Begin and
// commit are not counted.
func CountStatements(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, counterKey{}, n)
}

// statementLog is GORM's view of the log: it counts, and names slow and
// failed statements without their values, which may be personal data.
type statementLog struct{ log *slog.Logger }

func (l statementLog) LogMode(logger.LogLevel) logger.Interface { return l }

// ParamsFilter keeps the values out of what Trace is given.
func (l statementLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

func (l statementLog) Info(ctx context.Context, msg string, _ ...any)  { l.log.InfoContext(ctx, msg) }
func (l statementLog) Warn(ctx context.Context, msg string, _ ...any)  { l.log.WarnContext(ctx, msg) }
func (l statementLog) Error(ctx context.Context, msg string, _ ...any) { l.log.ErrorContext(ctx, msg) }

func (l statementLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	if n, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
	if took := time.Since(begin); took > slowStatement {
		sql, rows := statement()
		l.log.WarnContext(ctx, "slow statement", "sql", sql, "rows", rows, "took", took)
	}
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		sql, _ := statement()
		l.log.DebugContext(ctx, "statement failed", "sql", sql, "err", err)
	}
}
