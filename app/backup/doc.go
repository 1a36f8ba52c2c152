// Package backup writes everything a relevo holds into one file, checks such a
// file, and makes a relevo of it again.
//
//	summary, err := backup.Create(ctx, d, files, out, backup.Options{})
//	summary, err := backup.Verify(file, backup.Keys{})
//	summary, err := backup.Restore(ctx, file, target, backup.Keys{})
//
// # What is in it
//
// The rows of every table, uploads among them, in the words that both databases
// share; the jobs that wait; the files beside the database, which are the secret
// and the keys. The rows are of one moment: they are read in a single snapshot
// while the server runs and writes. Since nothing in the file is of one kind of
// database, a backup of SQLite becomes a PostgreSQL database and the other way
// round.
//
// # The file
//
// A tar archive, compressed by gzip, encrypted by age if asked, followed by a
// line with the SHA-256 of all that precedes it. So that nobody depends on
// relevo to read it:
//
//	head -c -73 FILE | tar xzf -            # in clear
//	head -c -73 FILE | age -d | tar xzf -   # encrypted
//
// In it, backup.json describes the tables; tables/NAME/0001.jsonl and on hold
// the rows, a JSON list a line, in the order of their keys; jobs.json is what
// waits; files/ is what lay beside the database; checksums.json, the last, has
// the SHA-256 of each entry and of each table's rows together.
//
// # What it promises
//
// A file of which a single bit was changed or a single byte is missing is
// refused, with or without a passphrase. A restore makes the new database
// apart, reads it back, compares every table's checksum with the backup's, and
// only then puts it in its place, in one step; what was there before is set
// aside and not deleted.
//
// A backup is restored to the schema it was made under and then migrated, so
// an old backup goes into a newer relevo, and never the other way.
package backup
