// Package files keeps what people upload: the pictures and recordings of a course, a
// spoken answer, the pages of a package.
//
//	file, err := files.KeepTx(tx, data, "audio/ogg")
//	content, err := files.ReadTx(tx, file.ID, files.Whole)
//
// A [File] is called by what it contains, its SHA-256: the same content is kept once, and
// what has an address never changes, so browsers may keep it for good. Whose a file is and
// who may have it is not known here: whoever keeps one notes its name beside their own
// facts and asks before giving it out.
//
// Telephones write beside a recording who made it, where and when. [WithoutTags] takes that
// away from what people upload; it is for whoever keeps a file to call it, for only then
// does the file's name say what is kept.
//
// # Why in the database
//
// One transaction then holds a fact and its file, an acknowledged upload is as durable as
// an acknowledged answer, a backup of the database is a backup of everything, and
// machines that serve together need no common folder. The price is paid in [partSize]
// parts, so that listening to the middle of a recording reads the middle and no more.
package files
