package main

import (
	"fmt"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// accountCommand holds what can be done to an account from the machine itself.
type accountCommand struct {
	Recover recoverAccount `cmd:"" help:"Let somebody in who lost passphrase and telephone: a new passphrase, and no second step."`
}

// recoverAccount is "relevo account recover": the way back in for the only
// administrator, whom nobody else can help.
type recoverAccount struct {
	storage  `embed:""`
	Username string `arg:""   help:"The username of the account."`
}

// Run ends the account's logins, takes its second proof off and gives it a new
// passphrase, printed this once.
func (r *recoverAccount) Run(c *console) error {
	return r.with(c, func(d *db.DB) error {
		service := access.NewService(d)
		found, err := service.Accounts(c.ctx, access.System(), r.Username, 1000)
		if err != nil {
			return err
		}
		for _, account := range found {
			if !strings.EqualFold(account.Username, strings.TrimSpace(r.Username)) {
				continue
			}
			if err := service.ResetSecond(c.ctx, access.System(), account.ID); err != nil {
				return err
			}
			passphrase, err := service.ResetPassphrase(c.ctx, access.System(), account.ID)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.out, "%s\n", passphrase)
			return err
		}
		return fault.Missing("noun.account")
	})
}
