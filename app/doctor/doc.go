// Package doctor looks at a relevo from outside and says what is wrong with how
// it is set up, and how each thing is mended: its configuration, the disk, the
// clock, the database and its settings, the migrations, the keys, the mail.
//
//	findings := doctor.Examine(ctx, doctor.Subject{Data: "/srv/relevo", …})
//
// It changes nothing: it neither makes a database nor migrates one. A relevo
// may run meanwhile, and should, because some of what can be wrong shows only then.
//
// A [Finding] is Good, a Warning (relevo works, and something should be better)
// or Bad (something does not work or loses what it should keep). The texts are
// for whoever runs the machine, in English like the command line.
package doctor
