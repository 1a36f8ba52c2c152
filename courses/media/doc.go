// Package media looks into what authors upload for their courses and says what it is by
// its content, whatever it is called: a picture, a recording, a video or a document.
//
//	medium, err := media.Read(data)
//
// Pictures come back smaller than they went in: turned upright, at most [MostWidth]
// pixels wide, without what cameras write beside them (where and when it was taken), and
// compressed anew. Sound and films come back without what is written beside them
// ([files.WithoutTags]). Everything else comes back as it was, or is refused. It is pure: no
// database, no disk.
package media
