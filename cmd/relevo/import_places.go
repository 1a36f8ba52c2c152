package main

import (
	"fmt"
	"os"
	"path/filepath"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
)

// importPlaces is "relevo import places".
type importPlaces struct {
	storage `embed:""`
	DryRun  bool   `help:"Show what the list would change and change nothing."`
	File    string `arg:""                                                     help:"INEI's list of UBIGEO codes: XLSX or CSV." type:"existingfile"`
}

// Run takes over the list, or shows what it would change.
func (in *importPlaces) Run(c *console) error {
	data, err := os.ReadFile(in.File)
	if err != nil {
		return err
	}
	file := people.RosterFile{Name: filepath.Base(in.File), Data: data}
	return in.with(c, func(d *db.DB) error {
		service := people.NewService(d)
		take, would := service.ImportPlaces, ""
		if in.DryRun {
			take, would = service.PreviewPlaces, " (not kept)"
		}
		counts, err := take(c.ctx, access.System(), file)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%d provinces, %d districts; %d new, %d renamed%s\n", counts.Provinces, counts.Districts, counts.New, counts.Renamed, would)
		return err
	})
}
