package access

import (
	"context"
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
)

// OpenInvited opens an account with its first role and mails an invitation to
// choose a passphrase.
func (s *Service) OpenInvited(ctx context.Context, actor Actor, in NewAccount, role Role, institutionID string) (Account, error) {
	if err := actor.Need(ManageAccounts, ""); err != nil {
		return Account{}, err
	}
	in.Invite = true
	var account Account
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		account, err = s.openInvited(tx, actor, in, role, institutionID)
		return err
	})
	return account, err
}

func (s *Service) openInvited(tx *db.Tx, actor Actor, in NewAccount, role Role, institutionID string) (Account, error) {
	if s.Post == nil {
		return Account{}, fault.New(fault.Conflict, "access.no_mail")
	}
	account, err := OpenAccountTx(tx, actor, in)
	if err != nil {
		return account, err
	}
	if err := GrantRoleTx(tx, actor, account.ID, role, institutionID); err != nil {
		return account, err
	}
	if _, err := s.sendLink(tx, actor.AccountID, account, Invitation, "account-link:"+tx.NewID()); err != nil {
		return account, err
	}
	return account, Record(tx, actor, "access.link.send", "account", account.ID, nil)
}

// Invited is what became of inviting many at once.
type Invited struct {
	Accounts []Account
	Taken    []string // names of those whose username somebody else's account has
	Had      []string // names of those who have an account already
}

// InviteOfficials opens an account for each person, as an official of an
// institution, and mails the invitations: all of it or, where an address is
// wrong, nothing. Who has an account meanwhile is left out and named.
func (s *Service) InviteOfficials(ctx context.Context, actor Actor, institutionID string, list []NewAccount) (Invited, error) {
	var out Invited
	if err := actor.Need(ManageAccounts, ""); err != nil {
		return out, err
	}
	var check fault.Check
	check.That(len(list) > 0, "person", "access.invite.nobody")
	for _, in := range list {
		check.That(emailOf(in.Email) != "", "email:"+in.PersonID, "access.email_form")
	}
	if err := check.Err(); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = Invited{}
		persons, usernames, err := present(tx, list)
		if err != nil {
			return err
		}
		for _, in := range list {
			in.Invite, in.Username = true, foldUsername(in.Username)
			switch {
			case slices.Contains(persons, in.PersonID):
				out.Had = append(out.Had, in.Name)
				continue
			case slices.Contains(usernames, in.Username):
				out.Taken = append(out.Taken, in.Name)
				continue
			}
			account, err := s.openInvited(tx, actor, in, Official, institutionID)
			if err != nil {
				return err
			}
			out.Accounts, usernames = append(out.Accounts, account), append(usernames, in.Username)
		}
		return nil
	})
	return out, err
}

// present gives those of the persons and usernames of a list that have accounts.
func present(tx *db.Tx, list []NewAccount) (persons, usernames []string, err error) {
	for part := range slices.Chunk(list, 250) { // both databases bound a list
		var ids, names []string
		for _, in := range part {
			ids, names = append(ids, in.PersonID), append(names, foldUsername(in.Username))
		}
		var found []Account
		if err := tx.DB.Where("person_id IN ? OR username IN ?", ids, names).Find(&found).Error; err != nil {
			return nil, nil, err
		}
		for _, a := range found {
			if a.PersonID != nil {
				persons = append(persons, *a.PersonID)
			}
			usernames = append(usernames, a.Username)
		}
	}
	return persons, usernames, nil
}
