package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/courses"
)

// exportCourse is "relevo export course".
type exportCourse struct {
	storage `embed:""`
	Version int    `help:"Which version; without it, the newest published one." placeholder:"N"`
	Code    string `arg:""                                                      help:"Code of the course."`
	File    string `arg:""                                                      help:"Where to (.zip)."    type:"path"`
}

// Run writes the course as one file.
func (ex *exportCourse) Run(c *console) error {
	return ex.with(c, func(d *db.DB) error {
		service, err := courseService(c, d)
		if err != nil {
			return err
		}
		course, err := service.CourseByCode(c.ctx, access.System(), ex.Code)
		if fault.Is(err, fault.NotFound) {
			return fmt.Errorf("there is no course %s", ex.Code)
		}
		if err != nil {
			return err
		}
		file, err := service.Export(c.ctx, access.System(), course.ID, ex.Version)
		if fault.Is(err, fault.NotFound) {
			return fmt.Errorf("the course %s has no version %d", ex.Code, ex.Version)
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(ex.File, file.Data, 0o600); err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.err, "%s: %d bytes\n", file.Name, len(file.Data))
		return err
	})
}

// importCourse is "relevo import course".
type importCourse struct {
	storage `embed:""`
	DryRun  bool   `help:"Say what the file brings and keep nothing."`
	File    string `arg:""                                            help:"The file, as export course writes it." type:"existingfile"`
}

// errCourseRefused ends the command with an exit code that scripts see.
var errCourseRefused = errors.New("nothing was brought in")

// Run brings the course in, all of it or nothing.
func (in *importCourse) Run(c *console) error {
	data, err := os.ReadFile(in.File)
	if err != nil {
		return err
	}
	return in.with(c, func(d *db.DB) error {
		service, err := courseService(c, d)
		if err != nil {
			return err
		}
		printer := i18n.For(c.locale)
		bring := service.ImportCourse
		if in.DryRun {
			bring = service.LookAtCourse
		}
		brings, err := bring(c.ctx, access.System(), data)
		if fields := fault.FieldsOf(err); len(fields) > 0 {
			if _, err := fmt.Fprintf(c.err, "%s\t%s\n", fields[0].Name, printer.T(fields[0].Key, fields[0].Pairs...)); err != nil {
				return err
			}
			return errCourseRefused
		}
		if err != nil {
			return err
		}
		return in.write(c, printer, brings)
	})
}

// write says what the file brings, one thing a line.
func (in *importCourse) write(c *console, p *i18n.Printer, b courses.Brings) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\tversion %d, draft\t%s\n", b.Code, b.Version, b.Title)
	fmt.Fprintf(&out, "%d lessons, %d translations, %d variants, %d new files, %d new or changed questions, %d new competencies\n",
		b.Lessons, b.Translations, b.Variants, b.Files, b.Questions, b.Competencies)
	if b.Changes != nil {
		for _, l := range b.Changes.Lessons {
			fmt.Fprintf(&out, "%s\t%s\n", l.Kind, l.Title)
		}
	}
	for _, l := range b.Left {
		fmt.Fprintln(&out, p.T(l.Key, l.Pairs...))
	}
	if b.Renamed {
		fmt.Fprintln(&out, p.T("parcel.renamed"))
	}
	if in.DryRun {
		fmt.Fprintln(&out, "(not kept)")
	}
	_, err := fmt.Fprint(c.out, out.String())
	return err
}

func courseService(c *console, d *db.DB) (*courses.Service, error) {
	j, err := jobs.New(d, slog.New(slog.NewTextHandler(c.err, nil)))
	if err != nil {
		return nil, err
	}
	return courses.NewService(d, j), nil
}
