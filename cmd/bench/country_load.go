package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
)

// framework is what scores and completions of the country refer to, by competency.
type framework struct {
	competencies, assessments, courses, versions []string
	forms                                        [][]string   // by form
	items                                        [][][]string // by form
}

// makeFramework makes competencies, a test of two forms and a course for each, as an author would.
func (c *country) makeFramework(ctx context.Context, s services) error {
	author, reviewer := access.System(), access.System()
	reviewer.AccountID = "reviewer"
	level := i18n.Says("nivel")
	for n := range competenciesTotal {
		code := fmt.Sprintf("competency-%d", n+1)
		if err := s.assessments.CreateCompetencies(ctx, author, []assessments.Competency{{
			Code: code, Kind: assessments.Personal, Name: i18n.Says("Competencia " + fmt.Sprint(n+1)), Description: i18n.Says("De medida."), Levels: assessments.Texts{level, level},
		}}); err != nil {
			return err
		}
		test, err := s.assessments.CreateAssessment(ctx, author, assessments.AssessmentInput{Code: "test-" + code, Title: i18n.Says("Prueba " + code), CutScore: 60})
		if err != nil {
			return err
		}
		items, err := c.makeForms(ctx, s, test.ID, code)
		if err != nil {
			return err
		}
		course, err := s.courses.CreateCourse(ctx, author, courses.NewCourse{Code: "COURSE-" + fmt.Sprint(n+1), Details: courses.Details{
			Title: "Curso " + code, Summary: "De medida.", Audience: cadresTold, Competencies: []string{code}, AssessmentID: test.ID, Hours: 8,
		}})
		if err != nil {
			return err
		}
		module, err := s.courses.AddModule(ctx, author, course.ID, courses.ModuleInput{Title: "Módulo"})
		if err != nil {
			return err
		}
		if _, err := s.courses.AddLesson(ctx, author, course.ID, module.ID, courses.LessonInput{Title: "Lección", Minutes: 8, Source: "Texto."}); err != nil {
			return err
		}
		if err := s.courses.HandIn(ctx, author, course.ID, ""); err != nil {
			return err
		}
		page, err := s.courses.Review(ctx, reviewer, course.ID, 0)
		if err != nil {
			return err
		}
		if err := s.courses.Approve(ctx, reviewer, course.ID, page.Digest, ""); err != nil {
			return err
		}
		version, err := s.courses.Publish(ctx, author, course.ID)
		if err != nil {
			return err
		}
		f := &c.framework
		f.competencies, f.assessments, f.items = append(f.competencies, code), append(f.assessments, test.ID), append(f.items, items)
		f.courses, f.versions = append(f.courses, course.ID), append(f.versions, version.ID)
	}
	return nil
}

// makeForms makes the items of both forms of a test.
func (c *country) makeForms(ctx context.Context, s services, test, competency string) (items [][]string, err error) {
	for _, label := range assessments.Labels() {
		var form []string
		var places []assessments.FormItemInput
		for q := range questionsOfForm {
			item, err := s.assessments.CreateItem(ctx, access.System(), assessments.ItemInput{
				Kind: assessments.Single, Competency: competency, Title: fmt.Sprint("Pregunta ", label, q), Markup: formats.Plain, Stem: i18n.Says("¿Qué hace primero?"),
				Body: assessments.Body{Options: []assessments.Option{{Text: i18n.Says("La saluda."), Fraction: 1}, {Text: i18n.Says("Llena la ficha.")}}},
			})
			if err != nil {
				return nil, err
			}
			form, places = append(form, item.ID), append(places, assessments.FormItemInput{ItemVersionID: item.ID, Points: 1})
		}
		if err := s.assessments.SetForm(ctx, access.System(), test, label, places); err != nil {
			return nil, err
		}
		items = append(items, form)
	}
	return items, nil
}

// readForms finds the forms that were made.
func (c *country) readForms(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(tx *db.Tx) error {
		c.framework.forms = nil
		for _, test := range c.framework.assessments {
			var ids []string
			if err := tx.DB.Raw("SELECT id FROM form WHERE assessment_id = ? ORDER BY label", test).Scan(&ids).Error; err != nil {
				return err
			}
			c.framework.forms = append(c.framework.forms, ids)
		}
		return nil
	})
}

// readFramework finds the framework of a country that was written before.
func (c *country) readFramework(ctx context.Context, d *db.DB) error {
	err := d.Read(ctx, func(tx *db.Tx) error {
		f := framework{}
		err := errors.Join(
			tx.DB.Raw("SELECT code FROM competency ORDER BY code").Scan(&f.competencies).Error,
			tx.DB.Raw("SELECT id FROM assessment ORDER BY code").Scan(&f.assessments).Error,
		)
		c.framework = f
		return err
	})
	return errors.Join(err, c.readForms(ctx, d))
}

// load writes the country into an empty database: what one can write as authors do through the services, the rest as rows.
func (c *country) load(ctx context.Context, d *db.DB, url string, say func(string, ...any)) error {
	s, err := newServices(d)
	if err != nil {
		return err
	}
	if accounts, err := s.access.Accounts(ctx, access.System(), "", 1); err != nil || len(accounts) > 0 {
		return errors.Join(err, errors.New("the database is in use: give an empty one"))
	}
	if institutions, err := s.people.InstitutionsInScope(ctx, access.System(), access.ViewFigures); err != nil || len(institutions) > 0 {
		return errors.Join(err, errors.New("the database is in use: give an empty one"))
	}
	if err := c.makeFramework(ctx, s); err != nil {
		return err
	}
	if err := c.readForms(ctx, d); err != nil {
		return err
	}
	if d.Dialect == db.SQLite {
		return c.loadSQLite(ctx, d)
	}
	return c.loadPostgres(ctx, url, say)
}

// loadPostgres copies the tables. Triggers and the checks of references are off meanwhile (which only the database's superuser may say):
// the rows are right by construction, and what is kept is computed from all of them afterwards.
func (c *country) loadPostgres(ctx context.Context, url string, say func(string, ...any)) (err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return err
	}
	var indexes []struct{ Name, Definition string }
	rows, err := conn.Query(ctx, `SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public' AND i.tablename = ANY($1)
		AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname) ORDER BY i.indexname`, c.tableNames())
	if err != nil {
		return err
	}
	if indexes, err = pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Name, Definition string }]); err != nil {
		return err
	}
	for _, i := range indexes { // made anew afterwards, which is faster than row by row
		if _, err := conn.Exec(ctx, "DROP INDEX "+i.Name); err != nil {
			return err
		}
	}
	for _, t := range c.tables() {
		begin := time.Now()
		in, out := io.Pipe()
		go func() { out.CloseWithError(t.write(out)) }()
		done, err := conn.PgConn().CopyFrom(ctx, in, "COPY "+t.name+" ("+t.columns+") FROM STDIN") //nolint:unqueryvet // names of this file
		_ = in.Close()                                                                             // ends the writer where the copy failed
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		say("  %s: %d rows in %.1f s", t.name, done.RowsAffected(), time.Since(begin).Seconds())
	}
	begin := time.Now()
	for _, i := range indexes {
		if _, err := conn.Exec(ctx, i.Definition); err != nil {
			return err
		}
	}
	say("  indexes in %.1f s", time.Since(begin).Seconds())
	_, err = conn.Exec(ctx, "VACUUM ANALYZE")
	return err
}

func (c *country) tableNames() []string {
	var names []string
	for _, t := range c.tables() {
		names = append(names, t.name)
	}
	return names
}

// write gives the rows in PostgreSQL's text form.
func (t table) write(out io.Writer) error {
	w := bufio.NewWriterSize(out, 1<<18)
	escape := strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`)
	t.rows(func(fields ...string) {
		for i, f := range fields {
			if i > 0 {
				_ = w.WriteByte('\t') // the writer keeps its error until it is flushed
			}
			if f == null {
				f = `\N`
			} else if strings.ContainsAny(f, "\\\t\n") {
				f = escape.Replace(f)
			}
			_, _ = w.WriteString(f) // likewise
		}
		_ = w.WriteByte('\n') // likewise
	})
	return w.Flush()
}

// loadSQLite inserts the tables, each in one transaction.
func (c *country) loadSQLite(ctx context.Context, d *db.DB) error {
	for _, t := range c.tables() {
		names := strings.Split(t.columns, ",")
		err := d.Write(ctx, func(tx *db.Tx) (err error) {
			insert := "INSERT INTO " + t.name + " (" + t.columns + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")"
			t.rows(func(fields ...string) {
				if err != nil {
					return
				}
				values := make([]any, len(fields))
				for i, f := range fields {
					if f != null {
						values[i] = f
					}
				}
				err = tx.DB.Exec(insert, values...).Error
			})
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return d.Write(ctx, func(tx *db.Tx) error { return tx.DB.Exec("ANALYZE").Error })
}

// empty makes a centre that nobody works at yet, to bring a list in.
func (c *country) empty(ctx context.Context, s services, n int) (people.Institution, error) {
	return s.people.CreateInstitution(ctx, access.System(), people.InstitutionInput{
		ParentID: rowID("i", c.networkNo(0)), Code: fmt.Sprintf("NUEVO-%03d", n), Name: fmt.Sprintf("Centro nuevo %03d", n), Kind: people.CareCentre, Sector: "public", Ubigeo: "160101",
	})
}
