package db

import "sync"

// mostFixed is how many values are kept; when there are more, all are read again
// as they are needed.
const mostFixed = 2000

// fixed are values that never change once they are committed.
type fixed struct {
	mu   sync.RWMutex
	kept map[string]any
}

// Fixed gives what is known under a key, and loads it when it is not. It is for
// what can never change once it is committed, such as the content of a form that
// was given to somebody: load tells whether that is so, and only what a Read has
// seen is kept. Callers share the value and do not change it.
func Fixed[T any](tx *Tx, key string, load func() (value T, settled bool, err error)) (T, error) {
	f := &tx.db.fixed
	f.mu.RLock()
	kept, known := f.kept[key].(T)
	f.mu.RUnlock()
	if known {
		return kept, nil
	}
	value, settled, err := load()
	if err != nil || !settled || !tx.reading {
		return value, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil || len(f.kept) >= mostFixed {
		f.kept = map[string]any{}
	}
	f.kept[key] = value
	return value, nil
}
