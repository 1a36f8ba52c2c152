package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"relevo/app/db"
)

// quote writes a name from the database's own catalogue as SQL.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// selectAll reads a table in the order of its key, which is the same on both databases.
func selectAll(dialect db.Dialect, table db.Table) string {
	var columns []string
	for _, c := range table.Columns {
		columns = append(columns, quote(c.Name))
	}
	key := slices.DeleteFunc(slices.Clone(table.Columns), func(c db.Column) bool { return c.Key == 0 })
	slices.SortFunc(key, func(a, b db.Column) int { return a.Key - b.Key })
	var order []string
	for _, c := range key {
		by := quote(c.Name)
		if dialect == db.Postgres && c.Class == "text" {
			by += ` COLLATE "C"`
		}
		order = append(order, by)
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + quote(table.Name) + " ORDER BY " + strings.Join(order, ", ")
}

// eachRow gives every row of a table as one line of JSON, the same for the same
// facts whichever database they are in. The line is valid until the next.
func eachRow(tx *db.Tx, table db.Table, each func(line []byte) error) (err error) {
	ctx := tx.DB.Statement.Context
	rows, err := tx.DB.Statement.ConnPool.QueryContext(ctx, selectAll(tx.Dialect(), table))
	if err != nil {
		return fmt.Errorf("reading table %s: %w", table.Name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := make([]any, len(table.Columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("reading table %s: %w", table.Name, err)
		}
		for i, c := range table.Columns {
			values[i] = portable(c, values[i])
		}
		line.Reset()
		if err := encoder.Encode(values); err != nil {
			return fmt.Errorf("writing a row of table %s: %w", table.Name, err)
		}
		if err := each(line.Bytes()); err != nil {
			return err
		}
	}
	return rows.Err()
}

// raw is a text that is no UTF-8, which SQLite can hold and JSON cannot.
type raw struct {
	Base64 []byte `json:"base64"`
}

// portable makes of a value what both databases can say: moments and days are
// text, truth is 0 or 1, and bytes are base64 by the way JSON writes them.
func portable(c db.Column, value any) any {
	switch v := value.(type) {
	case time.Time:
		if c.Class == "date" {
			return v.Format(time.DateOnly)
		}
		return db.At(v).String()
	case bool:
		if v {
			return 1
		}
		return 0
	case []byte:
		if len(v) == 0 { // a driver may give no bytes as nil, which JSON would take for NULL
			return []byte{}
		}
	case string:
		if !utf8.ValidString(v) {
			return raw{[]byte(v)}
		}
	}
	return value
}

// native reads a line into the values that the columns of this database take.
func native(line []byte, columns []db.Column) ([]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var values []any
	if err := decoder.Decode(&values); err != nil {
		return nil, errors.Join(errDamaged, err)
	}
	if len(values) != len(columns) {
		return nil, fmt.Errorf("a row has %d values, the table %d columns", len(values), len(columns))
	}
	for i, c := range columns {
		var err error
		if values[i], err = nativeValue(c, values[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return values, nil
}

func nativeValue(c db.Column, value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case json.Number:
		switch c.Class {
		case "real":
			return v.Float64()
		case "boolean":
			return v == "1", nil
		}
		return v.Int64()
	case map[string]any:
		text, _ := v["base64"].(string) // no text decodes to none
		bytes, err := base64.StdEncoding.DecodeString(text)
		return string(bytes), err
	case string:
		switch c.Class {
		case "blob":
			return base64.StdEncoding.DecodeString(v)
		case "instant":
			at, err := db.ParseInstant(v)
			return at.Time(), err
		case "date":
			return time.Parse(time.DateOnly, v)
		}
		return v, nil
	}
	return nil, fmt.Errorf("a value of type %T", value)
}

// mostValues is how many values one statement may carry: SQLite takes 32,766,
// PostgreSQL 65,535.
const mostValues = 30_000

// inserter puts rows into a table, many in one statement.
type inserter struct {
	tx     *db.Tx
	table  db.Table
	values []any
	rows   int
	atOnce int
	bytes  int
}

func newInserter(tx *db.Tx, table db.Table) *inserter {
	return &inserter{tx: tx, table: table, atOnce: max(1, min(200, mostValues/len(table.Columns)))}
}

// add takes one line; it is in the database after the next flush.
func (in *inserter) add(line []byte) error {
	values, err := native(line, in.table.Columns)
	if err != nil {
		return fmt.Errorf("table %s: %w", in.table.Name, err)
	}
	in.values = append(in.values, values...)
	in.rows++
	in.bytes += len(line)
	if in.rows == in.atOnce || in.bytes > partSize {
		return in.flush()
	}
	return nil
}

func (in *inserter) flush() error {
	if in.rows == 0 {
		return nil
	}
	ctx := in.tx.DB.Statement.Context
	if _, err := in.tx.DB.Statement.ConnPool.ExecContext(ctx, insertInto(in.tx.Dialect(), in.table, in.rows), in.values...); err != nil {
		return fmt.Errorf("writing table %s: %w", in.table.Name, err)
	}
	in.values, in.rows, in.bytes = in.values[:0], 0, 0
	return nil
}

func insertInto(dialect db.Dialect, table db.Table, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + quote(table.Name) + " (")
	for i, c := range table.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quote(c.Name))
	}
	b.WriteString(") VALUES ")
	n := 0
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		for i := range table.Columns {
			b.WriteString(map[bool]string{true: "(", false: ", "}[i == 0])
			if n++; dialect == db.Postgres {
				fmt.Fprintf(&b, "$%d", n)
			} else {
				b.WriteString("?")
			}
		}
		b.WriteString(")")
	}
	return b.String()
}
