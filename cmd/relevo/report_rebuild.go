package main

import (
	"fmt"

	"relevo/app/analytics"
	"relevo/app/db"
)

// reportRebuild is "relevo report rebuild".
type reportRebuild struct {
	storage `embed:""`
}

// Run computes all again and says how long that took.
func (r *reportRebuild) Run(c *console) error {
	return r.with(c, func(d *db.DB) error {
		before := d.Now()
		kept, err := analytics.NewService(d).Rebuild(c.ctx)
		if err == nil {
			_, err = fmt.Fprintf(c.out, "%d series computed in %.1f s\n", kept, d.Now().Sub(before).Seconds())
		}
		return err
	})
}
