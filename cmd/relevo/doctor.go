package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"relevo/app"
	"relevo/app/doctor"
)

// doctorCommand is "relevo doctor". It takes the flags of "relevo serve", so that
// what it says is about the relevo that these would start.
type doctorCommand struct {
	Data        string `default:"relevo-data"                                     help:"Folder of the embedded database and the keys." placeholder:"DIR"`
	DatabaseURL string `help:"A PostgreSQL database instead of the embedded one." placeholder:"postgres://…"`
	serving     `embed:""`
	JSON        bool `help:"Write what was found as JSON."`
}

// Run looks at everything and fails when something is bad.
func (d *doctorCommand) Run(c *console) error {
	config := app.Config{Addr: d.Addr, BaseURL: d.BaseURL, PackagesURL: d.PackagesURL, Data: d.Data, DatabaseURL: d.DatabaseURL, Keys: d.Keys, KeysPassphrase: d.KeysPassphrase, Mail: d.mail()}
	findings := app.Examine(c.ctx, config)
	if err := d.tell(c, findings); err != nil {
		return err
	}
	if doctor.Worst(findings) == doctor.Bad {
		return errors.New("something is bad: mend it as said above, and ask again")
	}
	return nil
}

func (d *doctorCommand) tell(c *console, findings []doctor.Finding) error {
	if d.JSON {
		encoder := json.NewEncoder(c.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(findings)
	}
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%-8s %s: %s\n", f.State, f.About, f.Found)
		if f.Mend != "" {
			fmt.Fprintf(&b, "%8s → %s\n", "", f.Mend)
		}
	}
	_, err := fmt.Fprint(c.out, b.String())
	return err
}
