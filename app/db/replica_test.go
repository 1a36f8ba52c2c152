package db_test

import (
	"context"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
)

// places counts what a read sees, and says as of when.
func places(t *testing.T, d *db.DB) (n int64, asOf *db.Instant) {
	t.Helper()
	if err := d.ReadReplica(context.Background(), func(tx *db.Tx) error {
		asOf = tx.AsOf
		return tx.DB.Raw("SELECT count(*) FROM noted").Scan(&n).Error
	}); err != nil {
		t.Fatal(err)
	}
	return n, asOf
}

// until looks again and again until something is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !so(); {
		if time.Now().After(deadline) {
			t.Fatalf("%s: it never came to that", what)
		}
		time.Sleep(50 * time.Millisecond) // other processes are waited for
	}
}

func TestAReplicaIsReadWhileItIsYoungEnough(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two PostgreSQL: make torture")
	}
	t.Parallel()
	const most = 3 * time.Second
	primary := dbtest.NewCluster(t)
	primary.Exec(t, "CREATE TABLE noted (n int)")
	replica := primary.Follow(t)
	d, err := db.Open(t.Context(), db.Options{URL: primary.URL(), ReplicaURL: replica.URL(), ReplicaLag: most})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // its primary is killed below
	note := func() {
		t.Helper()
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.DB.Exec("INSERT INTO noted VALUES (1)").Error }); err != nil {
			t.Fatal(err)
		}
	}

	note()
	wrote := d.Now()
	until(t, "the replica is read, with what was written", func() bool {
		n, asOf := places(t, d)
		if asOf != nil && asOf.Time().After(wrote.Time()) && n != 1 {
			t.Fatalf("as of %v it should see what was written at %v, and sees %d", asOf, wrote, n)
		}
		return asOf != nil && n == 1
	})

	replica.Exec(t, "SELECT pg_wal_replay_pause()")
	note()
	stopped := d.Now()
	for old := 0; ; {
		n, asOf := places(t, d)
		if asOf == nil {
			if n != 2 {
				t.Errorf("the primary holds 2, and %d were seen", n)
			}
			if old == 0 {
				t.Error("the replica was given up before it was too old")
			}
			break
		}
		old++
		if n != 1 || asOf.Time().After(stopped.Time()) {
			t.Fatalf("a replica that stands still showed %d as of %v, stopped before %v", n, asOf, stopped)
		}
		if age := d.Now().Sub(*asOf); age > most+time.Second {
			t.Fatalf("what was read is %s old, at most %s were promised", age, most)
		}
		time.Sleep(50 * time.Millisecond) // the replica is let age
	}

	replica.Exec(t, "SELECT pg_wal_replay_resume()")
	until(t, "the replica is read again, with all", func() bool { n, asOf := places(t, d); return asOf != nil && n == 2 })

	replica.Kill(t)
	for range 20 { // whether or not it is known already
		if n, _ := places(t, d); n != 2 {
			t.Fatalf("with the replica gone, %d were seen", n)
		}
	}
	until(t, "without a replica the primary is read", func() bool { _, asOf := places(t, d); return asOf == nil })
}

func TestWithoutAReplicaThePrimaryIsRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.ReadReplica(t.Context(), func(tx *db.Tx) error {
			if tx.AsOf != nil {
				t.Errorf("all is seen, yet it is said as of %v", *tx.AsOf)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := db.Open(t.Context(), db.Options{URL: t.TempDir() + "/x.sqlite", ReplicaURL: "postgres:///nowhere"}); err == nil {
		t.Error("SQLite has no replica")
	}
}
