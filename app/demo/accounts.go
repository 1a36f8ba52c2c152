package demo

import (
	"fmt"

	"relevo/app/access"
	"relevo/app/db"
)

// The other trainers, who rated and gave courses in these two years. Nobody
// can log in as one of them.
var otherTrainers = []struct{ username, name string }{
	{"haydee.yahuarcani", "Haydée Yahuarcani Salas"},
	{"julian.cusihuaman", "Julián Cusihuamán Tito"},
	{"marleny.ordonez", "Marleny Ordóñez Puma"},
}

// openAccounts opens the accounts of those who run the programme.
func (l *life) openAccounts(passphrases map[access.Role]access.Passphrase) error {
	l.goTo(moment(opens-19, 10, 0))
	for _, g := range Guests() {
		institution := ""
		if g.Role == access.Official {
			continue // she comes two years later
		}
		if g.Role == access.Manager {
			institution = l.places[loreto].ID
		}
		account, err := l.access.OpenAccountWithRole(l.ctx, access.System(),
			access.NewAccount{Username: g.Username, Name: g.Name, Passphrase: passphrases[g.Role]}, g.Role, institution)
		if err != nil {
			return fmt.Errorf("%s: %w", g.Username, err)
		}
		l.accounts[g.Username] = account
	}
	for _, t := range otherTrainers {
		if err := l.openUnusable(t.username, t.name); err != nil {
			return fmt.Errorf("%s: %w", t.username, err)
		}
	}
	return nil
}

// openUnusable opens a trainer's account that no passphrase fits.
func (l *life) openUnusable(username, name string) error {
	at := l.at(db.At(l.now))
	account := access.Account{ID: at.NewID(), Username: username, Name: name, PasswordHash: "-", Locale: "es", CreatedAt: at.Now}
	if err := at.DB.Create(&account).Error; err != nil {
		return err
	}
	l.accounts[username] = account
	return access.GrantRoleTx(at, access.System(), account.ID, access.Trainer, "")
}

// openOfficial opens the account of the official among the guests. It comes after
// the staff, of which she is one.
func (l *life) openOfficial(passphrases map[access.Role]access.Passphrase) error {
	g := guestOf(access.Official)
	p, err := l.official()
	if err != nil {
		return err
	}
	l.goTo(moment(today-12, 9, 40))
	account, err := l.access.OpenAccountWithRole(l.ctx, l.actorOf(access.Administrator),
		access.NewAccount{PersonID: p.ID, Username: g.Username, Name: g.Name, Passphrase: passphrases[g.Role]}, g.Role, l.places[ceiba].ID)
	l.accounts[g.Username] = account
	return err
}

// actorOf is the guest with the role as they act in the whole programme.
func (l *life) actorOf(role access.Role) access.Actor {
	g := guestOf(role)
	return access.Actor{AccountID: l.accounts[g.Username].ID, Name: g.Name, Roles: []access.Held{{Role: role}}}
}

// trainers are the accounts of those who teach and rate, the guest first.
func (l *life) trainers() []string {
	list := []string{l.accounts[guestOf(access.Trainer).Username].ID}
	for _, t := range otherTrainers {
		list = append(list, l.accounts[t.username].ID)
	}
	return list
}
