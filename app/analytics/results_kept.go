package analytics

import (
	"sync"
	"time"

	"relevo/app/access"
	"relevo/app/db"
)

// chains keeps in memory what was observed of results chains. What it was made of is told by a version: triggers note in the
// transaction of a fact, whoever writes it, that something changed of which a chain may tell (kept_chain). So of few people what is kept
// is the last word, or is not shown; of more than a page may read it is shown for a while, and says that it is behind.
type chains struct {
	mu   sync.Mutex
	kept map[chainKey]chain
}

// chainKey says what was observed, and by whom: two who may see the same have it computed once.
type chainKey struct {
	rights     string // of the actor; see [access.Actor.Rights]
	place      string
	competency string
	model      string // see modelID
	on, day    db.Date
	known      Known
	show       Shown
}

// chain is what was observed of one day.
type chain struct {
	version factsVersion
	at      db.Instant
	people  int // who were read about
	seen    map[string]observation
}

// factsVersion tells apart what a results chain may be made of: how often what was noted has been settled, and how many notes there are
// since.
type factsVersion struct{ Settled, Noted int64 }

const (
	// chainsKept bounds the memory: past it all are forgotten and computed again as they are asked for.
	chainsKept = 500
	// chainStands is how long a chain of many people is shown though something was recorded since.
	chainStands = time.Hour
)

// versionTx is read before the facts: what is kept under it tells of it at least.
func versionTx(tx *db.Tx) (v factsVersion, err error) {
	err = tx.DB.Raw("SELECT settled, (SELECT COUNT(*) FROM kept_chain) AS noted FROM kept_run WHERE id = 1").Scan(&v).Error
	return v, err
}

// settleChainsTx forgets what was noted by now, and makes another version of it.
func settleChainsTx(tx *db.Tx) error {
	gone := tx.DB.Exec("DELETE FROM kept_chain")
	if gone.Error != nil || gone.RowsAffected == 0 {
		return gone.Error
	}
	return tx.DB.Exec("UPDATE kept_run SET settled = settled + 1 WHERE id = 1").Error
}

// observedTx gives what is shown of the chain by day: what is kept, or what is observed now. The note says of when it is where
// it was kept.
func (s *Service) observedTx(tx *db.Tx, actor access.Actor, show Shown, about Subject, days []db.Date) (seen map[db.Date]map[string]observation, note *Kept, err error) {
	version, err := versionTx(tx)
	if err != nil {
		return nil, nil, err
	}
	eyes := observer{service: s, actor: actor, about: about, show: show}
	read := false
	seen = map[db.Date]map[string]observation{}
	for _, day := range days {
		if seen[day] != nil {
			continue
		}
		key := chainKey{actor.Rights(), about.Place.ID, about.Competency.Code, about.Model.id, about.On, day, about.Known, show}
		if one, ok := s.chains.find(key); ok && s.stands(one, version, tx.Now) {
			seen[day] = one.seen
			note = note.with(one.at, one.version != version)
			continue
		}
		if !read {
			if err := eyes.readTx(about.factsOf(tx)); err != nil {
				return nil, nil, err
			}
			read = true
		}
		seen[day] = eyes.observe(day)
		s.chains.keep(key, chain{version, tx.Now, max(len(eyes.records.people), len(eyes.learning.runs)), seen[day]})
	}
	return seen, note, nil
}

// stands tells whether what is kept may be shown.
func (s *Service) stands(one chain, version factsVersion, now db.Instant) bool {
	return one.version == version || one.people > s.readAtOnce && now.Time().Sub(one.at.Time()) < chainStands
}

// with is the note on what was kept of several things: the oldest of them counts.
func (k *Kept) with(at db.Instant, behind bool) *Kept {
	if k == nil {
		return &Kept{at, behind}
	}
	if at.Before(k.At) {
		k.At = at
	}
	k.Behind = k.Behind || behind
	return k
}

func (c *chains) find(key chainKey) (chain, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one, ok := c.kept[key]
	return one, ok
}

func (c *chains) keep(key chainKey, one chain) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= chainsKept {
		c.kept = map[chainKey]chain{}
	}
	c.kept[key] = one
}
