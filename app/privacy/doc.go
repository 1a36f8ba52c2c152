// Package privacy is what Law 29733 and its regulation (DS 016-2024-JUS) ask of
// whoever holds people's data, as relevo does it.
//
//   - Everybody takes a copy of all that is held on them, in one click
//     ([Service.Copy]), without asking anybody.
//   - Whoever wants more asks: for access, rectification, cancellation or
//     opposition ([Service.Ask]). Each [Request] has its clock, in working days, at most one [Extension]
//     of it, and one [Answer].
//   - A granted cancellation takes the name, the document, the address and what was
//     written freely out of the record ([EraseTx]). What remains counts in the
//     figures and is nobody's any more. Certificates stay: they are public
//     evidence, and whoever holds one must be able to have it verified.
//   - Consent is asked for where consent is the ground, and only there: for one
//     [Purpose] at a time, in one wording, and withdrawn as easily as given.
//   - Nothing is kept for ever without a reason: each [Rule] says of what kind of data and
//     after how many months; [Service.Sweep] deletes daily what is over.
//   - Those who evaluate from outside get results without names ([Service.Export]).
//   - What goes wrong is written down as an [Incident], whose clock to tell the
//     authority, and those affected where it may harm them, is 48 hours.
//
// What is held, what is taken out and what is deleted is known by the package that
// holds it. It says so with SQL that names a person as @person (and their account
// as @account): [Held], [Rule] and the statements of [Part]. Package app puts the
// parts together, and a test there fails when a table that is somebody's is in none.
//
// # What a lawyer must still check
//
// We had the law's number and the regulation's, not their texts. That there are 48 hours, and that they
// hold for the authority and for those affected, is what law firms wrote when the regulation was published; which
// incidents must be told (large numbers, sensitive data, evident harm) they put in different words, so relevo
// counts for each incident and leaves the judgement to whoever answers for it. Twenty working days
// for access and ten for the other rights, from the day after the request, is what privacy notices of Peruvian
// organisations say, some of which know of one extension by as many days again, told before the first time is over: whoever answers
// may take one, with a reason that the person reads. Not covered: portability and the right to be told,
// which have no kind of their own here (what somebody asks in words is answered in words), the officer for personal data, who
// is appointed outside relevo, and the register of the data banks. The months of the retention rules are our
// proposals; no source of ours gives any.
//
// # After a restore
//
// A backup brings back what was deleted since it was made. What is too old goes
// again by itself, with the first sweep. Whose data were cancelled is noted outside
// the database too ([Ledger]), and erased again from what was restored.
package privacy
