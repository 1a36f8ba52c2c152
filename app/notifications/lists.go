package notifications

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
)

// Overdue is something whose day is over, in an institution.
type Overdue struct {
	Path  string  // of the institution
	Name  string  // of the institution; empty where it is not told
	Since db.Date // the first day on which it was overdue
}

// TellOverdueTx tells each of those who answer for a place how much of a kind is overdue there, once something
// has become so since they were told last. It says how many there are in all, and the name where it is one.
func (s *Service) TellOverdueTx(tx *db.Tx, kind Kind, path string, holders []access.Holder, list []Overdue) error {
	if s == nil || len(list) == 0 {
		return nil
	}
	last, err := LastTx(tx, kind)
	if err != nil {
		return err
	}
	scopes := map[string][]string{}
	var accounts []string
	for _, h := range holders {
		if len(scopes[h.AccountID]) == 0 {
			accounts = append(accounts, h.AccountID)
		}
		scopes[h.AccountID] = append(scopes[h.AccountID], h.Path)
	}
	var news []News
	for _, account := range accounts {
		told, before := last[account]
		n, fresh := News{AccountID: account, Path: path, Key: string(kind) + ":" + tx.Today().String()}, false
		for _, one := range list {
			if slices.ContainsFunc(scopes[account], func(scope string) bool { return strings.HasPrefix(one.Path, scope) }) {
				n.Counted, n.About = n.Counted+1, one.Name
				fresh = fresh || !before || one.Since > told.Date()
			}
		}
		if n.Counted > 1 {
			n.About = ""
		}
		if fresh {
			news = append(news, n)
		}
	}
	_, err = s.TellTx(tx, kind, news)
	return err
}

const oldListsSQL = `
SELECT i.path, i.name, max(r.as_of) AS as_of FROM institution i JOIN roster_import r ON r.institution_id = i.id AND r.undone_at IS NULL
WHERE i.closed_on IS NULL AND i.merged_into IS NULL GROUP BY i.id, i.path, i.name HAVING max(r.as_of) < ? ORDER BY i.path`

// HearFind tells managers whose staff lists are too old to say who is in post.
func (s *Service) HearFind(ctx context.Context, _ struct{}) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var rows []struct {
			Path, Name string
			AsOf       db.Date
		}
		if err := tx.DB.Raw(oldListsSQL, tx.Today()-people.OldListDays).Scan(&rows).Error; err != nil {
			return err
		}
		var list []Overdue
		for _, r := range rows {
			list = append(list, Overdue{r.Path, r.Name, r.AsOf + people.OldListDays + 1})
		}
		holders, err := access.HoldersTx(tx, access.ImportRoster, access.Manager)
		if err != nil {
			return err
		}
		return s.TellOverdueTx(tx, ListOverdue, "/institutions", holders, list)
	})
}
