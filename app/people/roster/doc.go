// Package roster reads staff lists as institutions really send them and works
// out what each list says about who is in post.
//
// It is pure: bytes and values in, values out. It opens no file, no database
// and no network connection, and knows no clock. The service of package people
// loads what is believed, calls this package, shows the outcome to a person
// and applies what the person accepts.
//
// # From bytes to rows
//
//	table, err := roster.Read(name, data, roster.Limits{}) // XLSX or CSV, any usual encoding
//	mapping, header, err := roster.Detect(table)           // which column is what
//	guess := roster.SuggestFrom(name, table, header)       // institution and date of the list
//	rows := roster.Parse(table, header, mapping, asOf)     // one Row a line, with notes and problems
//
// A person may change the [Mapping] and the guesses before parsing. Nothing is
// repaired silently: a [Row] carries a note for every repair ("the number was
// padded with zeros") and a problem for everything that cannot be used or is
// doubtful.
//
// # From rows to decisions
//
// [Make] compares the rows with the postings believed so far and answers
// with one [Decision] a row, and one for every posting that the list is
// silent about. A decision names the effect to apply; the effects of one plan
// may be applied in the order given, in one transaction.
//
// # What a list means
//
// Everything follows from one reading of the evidence, so that lists may
// arrive out of order, twice or with a month missing:
//
//   - A list dated A names postings. The newest list that names a posting has
//     the last word on its start, role and contract.
//   - An end written on a list is exact: the first day not in post. It holds
//     unless a list dated on or after that day names the person in post.
//   - A posting without such an end that is missing from a later list has
//     ended in the interval (last list naming it, first later list without
//     it]. The interval also closes where the same person's next stay in the
//     same cadre begins.
//   - A list older than the newest may therefore add a stay, add an end or
//     narrow an interval, but never take back what a newer list said. Being
//     absent from a list never deletes anybody.
//   - The same list again changes nothing, unless it contradicts itself. Of two different lists of one date
//     the one imported later has the last word, as a corrected copy.
//   - Nobody is twice in one cadre here at the same time: a row that would make
//     it so is held for a person to decide.
//
// People are matched by document. Name and start date together match with a
// stated doubt; a name alone never matches silently. Doubt has levels:
//
//	0  certain
//	1  almost certainly right; applied unless a person refuses
//	2  probable; applied, but somebody should look
//	3  cannot be told; nothing is applied until a person chooses an alternative
//
// # What a plan does not say
//
// Whoever brings in lists answers for some institutions and not for others. A
// [Person] marked Outside is recognised by document and name together, so that
// who moves keeps one record, but no [Message] says the name, the document or
// the place ([Outsider] stands in for the name), and an [Alternative] that would
// take the row for them on less than that is Closed: else a list of documents
// and names typed at random would find out who they belong to.
//
// # Where things are
//
//	table.go       Read, Table, Limits, Error     names.go       splitting and comparing names
//	read_xlsx.go   workbooks                      document.go    identity documents
//	read_csv.go    text files and encodings       dates.go       dates in Spanish and serials
//	header.go      Detect, Mapping                vocabulary.go  cadres, contracts, sex
//	guess.go       institution and date           rows.go        Parse, Row
//	messages.go    every catalogue key used       plan.go        Make, Plan, Decision, Effect
//	identify.go    who a row is about             stays.go       which posting a row is about
//	fold.go        text for comparing             decide.go      what changed, and why
package roster
