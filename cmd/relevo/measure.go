package main

import (
	"fmt"
	"strings"

	"relevo/app/measure"
)

// measureCommand recomputes a figure from its input, without a database.
type measureCommand struct {
	Name string `arg:"" optional:"" help:"Which figure; without it, lists them."`
}

// Run reads the input from stdin and writes the figure to stdout.
func (m *measureCommand) Run(c *console) error {
	if m.Name == "" {
		_, err := fmt.Fprintln(c.out, strings.Join(measure.Names(), "\n"))
		return err
	}
	return measure.Run(m.Name, c.in, c.out)
}
