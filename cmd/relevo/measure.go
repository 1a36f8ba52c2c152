package main

import (
	"bytes"
	"errors"

	"relevo/app/measure"
)

// measureCommand recomputes a figure from its input, without a database.
type measureCommand struct {
	Name string `arg:"" help:"Which figure; without it, lists them." optional:""`
}

// Run reads the input from stdin and writes the figure to stdout. Waiting for
// input ends with the console's context.
func (m *measureCommand) Run(c *console) error {
	var result bytes.Buffer
	done := make(chan error, 1)
	go func() { done <- measure.Run(m.Name, c.in, &result) }()
	select {
	case err := <-done:
		if err != nil {
			return err
		}
		_, err = result.WriteTo(c.out)
		return err
	case <-c.ctx.Done():
		return errors.New("stopped before the input ended")
	}
}
